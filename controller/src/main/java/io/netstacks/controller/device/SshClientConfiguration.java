package io.netstacks.controller.device;

import io.netstacks.controller.startup.InstanceReady;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.password.PasswordAuthenticationReporter;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientConnectionServiceFactory;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.EventListener;
import reactor.netty.http.HttpResources;

/** The one SSH client of this process: a client per connection would cost six threads each (sshd#323, #474). */
@Configuration(proxyBeanMethods = false)
class SshClientConfiguration {

    private final ObjectProvider<SshClient> made;

    SshClientConfiguration(ObjectProvider<SshClient> made) {
        this.made = made;
    }

    /** It takes a fifth of a second, most of it to load BouncyCastle, for which no start need wait. Who connects sooner does. */
    @EventListener(InstanceReady.class)
    void makeSshClient() {
        made.getObject();
    }

    @Bean(destroyMethod = "stop")
    @Lazy
    static SshClient sshClient() {
        SshClient client = SshClient.setUpDefaultClient();
        offerAlgorithms(client);
        readNothingFromThisMachine(client);
        offerNothingToDevices(client);
        verifyHostKeysAtOnce(client);
        logInOnce(client);
        client.setIoServiceFactoryFactory(DeviceTransport.on(HttpResources.get()));
        setLimits(client);
        client.setSessionFactory(new DeviceSession.Factory(client));
        client.start();
        return client;
    }

    private static void offerAlgorithms(SshClient client) {
        client.setKeyExchangeFactories(SshAlgorithms.keyExchanges());
        client.setCipherFactories(SshAlgorithms.ciphers());
        client.setMacFactories(SshAlgorithms.macs());
        client.setSignatureFactories(SshAlgorithms.signatures());
    }

    /** No ~/.ssh/config, no known_hosts, no keys and no agent of whoever runs the controller. */
    private static void readNothingFromThisMachine(SshClient client) {
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setAgentFactory(null);
    }

    /** A device cannot open channels to us, forward ports, or have us store more host keys. */
    private static void offerNothingToDevices(SshClient client) {
        client.setChannelFactories(List.of());
        client.setGlobalRequestHandlers(
                List.of(KeepAliveHandler.INSTANCE, SshClientConfiguration::ignoreFurtherHostKeys));
    }

    /** OpenSSH tells its other keys after each login, without wanting a reply. */
    private static RequestHandler.Result ignoreFurtherHostKeys(
            ConnectionService service, String request, boolean wantReply, Buffer buffer) {
        return "hostkeys-00@openssh.com".equals(request) && !wantReply
                ? RequestHandler.Result.Replied
                : RequestHandler.Result.Unsupported;
    }

    private static void verifyHostKeysAtOnce(SshClient client) {
        ServerKeyVerifier verifier = (session, address, key) -> {
            HostKeyCheck check = check(session);
            return check != null && check.accepts(key);
        };
        client.setServerKeyVerifier(verifier);
        client.addSessionListener(new SessionListener() {
            @Override
            public void sessionNegotiationOptionsCreated(Session session, Map<KexProposalOption, String> proposal) {
                HostKeyCheck check = check((ClientSession) session);
                if (check != null) {
                    proposal.computeIfPresent(KexProposalOption.SERVERKEYS, (_, names) -> check.order(names));
                }
            }
        });
    }

    private static @Nullable HostKeyCheck check(ClientSession session) {
        AttributeRepository context = session.getConnectionContext();
        return context == null ? null : context.getAttribute(HostKeyCheck.ATTRIBUTE);
    }

    private static void logInOnce(SshClient client) {
        client.setServiceFactories(List.of(new LoginInTurn.Factory(), ClientConnectionServiceFactory.INSTANCE));
        client.setUserAuthFactories(List.of(
                UserAuthPublicKeyFactory.INSTANCE, UserAuthPasswordFactory.INSTANCE, new OneQuestionLogin.Factory()));
        CoreModuleProperties.PASSWORD_PROMPTS.set(client, 1);
        client.setUserInteraction(null);
        client.setPasswordAuthenticationReporter(new PasswordAuthenticationReporter() {
            @Override
            public void signalAuthenticationAttempt(
                    ClientSession session, String service, String old, boolean modified, String password) {
                OneQuestionLogin.passwordWasSent(session);
            }
        });
    }

    private static void setLimits(SshClient client) {
        CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, Duration.ZERO);
        // A quiet terminal is not a dead one.
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
        // Each attempt has one clock for everything (ConnectAttempt); MINA's would also poll every session every
        // second.
        CoreModuleProperties.AUTH_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.WINDOW_SIZE.set(client, (long) ReceiveWindow.INITIAL);
        CoreModuleProperties.MAX_PACKET_SIZE.set(client, (long) ReceiveWindow.INITIAL);
        CoreModuleProperties.CLIENT_IDENTIFICATION.set(client, "NetStacks");
    }
}
