package io.netstacks.controller.tls;

import io.netstacks.controller.environment.InstanceSettings;
import io.netstacks.controller.startup.StartupStep;
import io.netstacks.controller.vault.VaultSecrets;
import java.time.Clock;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** TLS for the listener: always, there is no switch (E010). */
@Configuration(proxyBeanMethods = false)
class TlsConfiguration {

    @Bean
    TlsCertificates tlsCertificates(TlsSettings settings, InstanceSettings instance, Environment environment) {
        return new TlsCertificates(
                settings,
                ServerName.wanted(settings.serverNames(), instance.name(), environment.getProperty("public.url")),
                Clock.systemUTC());
    }

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> tlsListener(TlsCertificates certificates) {
        return factory ->
                factory.addServerCustomizers(server -> server.secure(tls -> tls.sslContext(certificates.listener()))
                        .doOnChannelInit((observer, channel, remote) ->
                                channel.pipeline().addFirst(new PlainHttpRefusal())));
    }

    @Bean
    @Order(StartupStep.CERTIFICATE_AUTHORITY)
    AuthorityStep authorityStep(TlsCertificates certificates, VaultSecrets secrets) {
        return new AuthorityStep(certificates, secrets);
    }

    @Bean
    CertificateWatch certificateWatch(TlsCertificates certificates) {
        return new CertificateWatch(certificates);
    }
}
