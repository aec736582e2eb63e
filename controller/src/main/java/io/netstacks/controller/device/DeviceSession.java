package io.netstacks.controller.device;

import org.apache.sshd.client.ClientFactoryManager;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.client.session.SessionFactory;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.kex.KexState;
import org.apache.sshd.common.session.SessionListener;

/**
 * An SSH session that forgets its key exchange once the login is done: both KEXINIT packets, and the host key, whose elliptic-curve tables alone are several
 * KiB. A later exchange (RFC 4253, 9) sends and receives all of them anew. With thousands of idle sessions this was a fifth of the live heap.
 */
class DeviceSession extends ClientSessionImpl {

    /** MINA takes neither null nor an empty one. */
    private static final byte[] FORGOTTEN = {0};

    static final class Factory extends SessionFactory {

        Factory(ClientFactoryManager client) {
            super(client);
        }

        @Override
        protected ClientSessionImpl doCreateSession(IoSession connection) throws Exception {
            return new DeviceSession(getClient(), connection);
        }
    }

    DeviceSession(ClientFactoryManager client, IoSession connection) throws Exception {
        super(client, connection);
    }

    @Override
    protected void signalSessionEvent(SessionListener.Event event) throws Exception {
        super.signalSessionEvent(event);
        if (event == SessionListener.Event.Authenticated && kexState.get() == KexState.DONE) {
            setClientKexData(FORGOTTEN);
            setServerKexData(FORGOTTEN);
            setServerKey(null);
        }
    }
}
