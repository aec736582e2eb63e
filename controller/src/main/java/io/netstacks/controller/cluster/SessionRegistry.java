package io.netstacks.controller.cluster;

import java.util.Collection;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Ownership of sessions across instances; PostgreSQL is the authority (design §8.1). All methods fail with an R2DBC or data access exception while the
 * database is away.
 */
public interface SessionRegistry {

    /**
     * Registers a new session, owned by this instance under epoch 1.
     *
     * @param resumeTokenHash the SHA-256 of the session's resume token; the token itself is not kept
     */
    Mono<Ownership> open(SessionDescriptor session, byte[] resumeTokenHash);

    /** The session is over. @return false when it was closed before or somebody else owns it by now: nothing was changed then */
    Mono<Boolean> close(Ownership ownership);

    /** The session that a resume token belongs to; empty when there never was one. */
    Mono<KnownSession> findByResumeToken(byte[] resumeTokenHash);

    /**
     * Ends what dead instances left, under a new epoch: an owner that was only thought dead can store nothing more.
     *
     * @param owners ids from {@link InstanceRegistry#deadOwners}
     * @return the sessions that were ended
     */
    Flux<SessionDescriptor> closeOrphans(Collection<String> owners);
}
