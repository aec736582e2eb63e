package io.netstacks.controller.device;

import org.apache.sshd.client.auth.keyboard.UserAuthKeyboardInteractive;
import org.apache.sshd.client.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * Keyboard-interactive (RFC 4256) as many network devices use it: instead of the password method, asking for the password. The password answers one round
 * of exactly one question whose answer is not shown; anything else (a one-time code, a new password) is not answered. Not used once the password was sent
 * by the password method: a second failure would count at the device.
 */
final class OneQuestionLogin extends UserAuthKeyboardInteractive {

    private static final AttributeKey<Boolean> PASSWORD_SENT = new AttributeKey<>();

    static final class Factory extends UserAuthKeyboardInteractiveFactory {
        @Override
        public UserAuthKeyboardInteractive createUserAuth(ClientSession session) {
            return new OneQuestionLogin();
        }
    }

    static void passwordWasSent(ClientSession session) {
        session.setAttribute(PASSWORD_SENT, true);
    }

    @Override
    protected boolean sendAuthDataRequest(ClientSession session, String service) throws Exception {
        return session.getAttribute(PASSWORD_SENT) == null
                && ClientSession.passwordIteratorOf(session).hasNext()
                && super.sendAuthDataRequest(session, service);
    }

    @Override
    protected String @Nullable [] getUserResponses(
            String name, String instruction, String lang, String[] prompt, boolean[] echo) {
        if (prompt.length == 0) {
            return prompt;
        }
        String password = getCurrentPasswordCandidate();
        if (prompt.length > 1 || echo[0] || password == null) {
            return null;
        }
        passwordWasSent(getClientSession());
        return new String[] {password};
    }
}
