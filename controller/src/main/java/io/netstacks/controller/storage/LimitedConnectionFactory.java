package io.netstacks.controller.storage;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpResources;

/**
 * Opens connections whose server may not stay silent for longer than a limit, not even while they are being opened.
 *
 * <p>r2dbc-postgresql 1.1.1 neither gives its channel away nor closes it when the opening is cancelled after the TCP connect: a frozen server would gather
 * half-open connections, each of which takes a slot when it thaws. So every attempt has a configuration of its own, with a {@link Wire} that sees the channel.
 */
final class LimitedConnectionFactory implements ConnectionFactory {

    private final Supplier<PostgresqlConnectionConfiguration.Builder> configuration;
    private final Duration limit;
    private final ConnectionFactoryMetadata metadata;

    LimitedConnectionFactory(Supplier<PostgresqlConnectionConfiguration.Builder> configuration, Duration limit) {
        this.configuration = configuration;
        this.limit = limit;
        this.metadata = new PostgresqlConnectionFactory(configuration.get().build()).getMetadata();
    }

    @Override
    public Mono<Connection> create() {
        return Mono.defer(() -> {
            Wire wire = new Wire(TcpResources.get());
            AnswerLimit answers = new AnswerLimit(limit, wire::cut, Schedulers.parallel(), System::nanoTime);
            return new PostgresqlConnectionFactory(
                            configuration.get().loopResources(wire).build())
                    .create()
                    .<Connection>map(connection -> new LimitedConnection(connection, answers, wire::isUp))
                    .timeout(limit, Mono.error(() -> AnswerLimit.silent(limit, null)))
                    .doFinally(signal -> {
                        if (signal != SignalType.ON_COMPLETE) {
                            wire.cut();
                        }
                    });
        });
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return metadata;
    }

    /** The event loops that everybody uses, and the channel that one connection opened on them. */
    private static final class Wire implements LoopResources {

        private final LoopResources loops;
        /** The last one: a connection may need a second attempt, without TLS or at another address. */
        private volatile @Nullable Channel channel;

        private Wire(LoopResources loops) {
            this.loops = loops;
        }

        private boolean isUp() {
            Channel opened = channel;
            return opened != null && opened.isActive();
        }

        private void cut() {
            Channel opened = channel;
            // Netty refuses to close a channel that was never registered, and such a one holds nothing.
            if (opened != null && opened.isRegistered()) {
                opened.close();
            }
        }

        @Override
        public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
            C opened = loops.onChannel(type, group);
            channel = opened;
            return opened;
        }

        @Override
        public <C extends Channel> Class<? extends C> onChannelClass(Class<C> type, EventLoopGroup group) {
            return loops.onChannelClass(type, group);
        }

        @Override
        public EventLoopGroup onClient(boolean useNative) {
            return loops.onClient(useNative);
        }

        @Override
        public EventLoopGroup onServer(boolean useNative) {
            return loops.onServer(useNative);
        }

        @Override
        public boolean daemon() {
            return loops.daemon();
        }
    }
}
