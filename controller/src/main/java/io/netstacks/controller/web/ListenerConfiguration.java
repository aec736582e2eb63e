package io.netstacks.controller.web;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.server.reactive.HttpHandler;

/** The listeners for clients (E006, E007); TLS is added by package tls. */
@Configuration(proxyBeanMethods = false)
class ListenerConfiguration {

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> listener(
            ListenerSettings settings, Environment environment) {
        // A test that asks Spring Boot for a random port gets it.
        boolean portGiven =
                Binder.get(environment).bind("server.port", Integer.class).isBound();
        return factory -> {
            if (!portGiven) {
                factory.setPort(settings.port());
            }
            factory.setAddress(settings.bindAddress());
            factory.addServerCustomizers(HttpLimits::apply);
        };
    }

    @Bean
    PlainListener plainListener(ListenerSettings settings, HttpHandler handler) {
        return new PlainListener(settings, handler);
    }
}
