package io.netstacks.controller.broker;

import io.netstacks.controller.audit.AuditLog;
import io.netstacks.controller.cluster.Ownership;
import io.netstacks.controller.cluster.SessionRegistry;
import java.util.Collection;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sessions in the database, each opened and closed in one transaction with its event of the audit trail: neither comes without the other. All methods fail
 * while the database is away, and may be tried again then.
 */
@Component
class SessionRows {

    private final SessionRegistry registry;
    private final AuditLog audit;
    private final TransactionalOperator transaction;

    SessionRows(SessionRegistry registry, AuditLog audit, TransactionalOperator transaction) {
        this.registry = registry;
        this.audit = audit;
        this.transaction = transaction;
    }

    /** A session that cannot be audited is not opened. */
    Mono<Ownership> open(SessionOrigin origin, byte[] resumeTokenHash) {
        return registry.open(origin.session(), resumeTokenHash)
                .flatMap(ownership ->
                        audit.append(origin.event("session.opened")).thenReturn(ownership))
                .as(transaction::transactional);
    }

    /** Writes nothing when the session is not ours any more: it goes on elsewhere, or was closed by whoever thought this instance dead. */
    Mono<Void> close(Ownership ownership, SessionClosing closing) {
        return registry.close(ownership)
                .filter(closed -> closed)
                .flatMap(closed -> audit.append(closing.event()))
                .as(transaction::transactional);
    }

    /** @return how many sessions of dead instances were closed */
    Mono<Integer> closeOrphans(Collection<String> owners) {
        return registry.closeOrphans(owners)
                .collectList()
                .flatMap(orphans -> Flux.fromIterable(orphans)
                        .concatMap(session -> audit.append(new SessionOrigin(session, null, null)
                                .event("session.closed")
                                .with("cause", "instance_gone")
                                .with("reason", "The controller that held the session is gone.")))
                        .then(Mono.just(orphans.size())))
                .as(transaction::transactional);
    }
}
