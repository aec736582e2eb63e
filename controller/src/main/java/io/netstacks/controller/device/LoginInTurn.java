package io.netstacks.controller.device;

import java.io.IOException;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientUserAuthService;
import org.apache.sshd.client.session.ClientUserAuthServiceFactory;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.session.Session;
import org.jspecify.annotations.Nullable;

/** MINA's login (RFC 4252), which says nothing to the device before its attempt lets it: MINA 2.20 begins as soon as the keys are exchanged. */
final class LoginInTurn extends ClientUserAuthService {

    /** Where a session's attempt is found. */
    static final AttributeKey<Attempt> ATTEMPT = new AttributeKey<>();

    /** Whose login it is. */
    interface Attempt {

        /** The keys are exchanged; on the session's I/O thread. */
        void readyToLogIn(Login login);
    }

    /** The first request of a login. */
    interface Login {
        void send() throws IOException;
    }

    static final class Factory extends ClientUserAuthServiceFactory {
        @Override
        public Service create(Session session) throws IOException {
            return new LoginInTurn(session);
        }
    }

    private LoginInTurn(Session session) {
        super(session);
    }

    /** @return null: MINA does not look at it */
    @Override
    protected @Nullable IoWriteFuture sendInitialAuthRequest(ClientSession session, String service) throws IOException {
        AttributeRepository context = session.getConnectionContext();
        Attempt attempt = context == null ? null : context.getAttribute(ATTEMPT);
        if (attempt == null) {
            throw new IOException("no attempt belongs to this connection");
        }
        attempt.readyToLogIn(() -> super.sendInitialAuthRequest(session, service));
        return null;
    }
}
