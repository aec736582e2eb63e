package io.netstacks.controller.recording;

import io.netstacks.controller.cluster.InstanceId;
import io.netstacks.controller.cluster.ThisInstance;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

@Configuration(proxyBeanMethods = false)
class RecordingConfiguration {

    private static final Logger log = LoggerFactory.getLogger(RecordingConfiguration.class);

    @Bean
    ChunkStore chunkStore(DatabaseClient database, TransactionalOperator transaction) {
        return new DatabaseChunkStore(database, transaction);
    }

    /** Closed before the connection pool that it depends on, so that a stop still stores what there is. */
    @Bean(destroyMethod = "close")
    ChunkWriter chunkWriter(
            ChunkStore store,
            DataSettings data,
            RecordingSettings settings,
            ThisInstance self,
            ObjectProvider<OwnershipLost> listeners) {
        return new ChunkWriter(
                        store,
                        spool(data.dir(), self.id(), settings.spoolMaxBytes()),
                        // Looked up when it happens: who listens also starts recordings.
                        ownership -> listeners.orderedStream().forEach(listener -> listener.lost(ownership)),
                        Compression.best(),
                        System::nanoTime)
                .start();
    }

    @Bean
    Recordings recordings(
            DatabaseClient database,
            ChunkStore store,
            ChunkWriter writer,
            DataSettings data,
            RecordSettings policy,
            ThisInstance self) {
        return new Recordings(database, writer, new Leftovers(data.dir(), self.id(), store), policy.input());
    }

    private static @Nullable Spool spool(Path dataDir, InstanceId self, long maxBytes) {
        try {
            return new Spool(SpoolFolder.create(dataDir, self), maxBytes);
        } catch (IOException e) {
            log.warn(
                    "DATA_DIR {} cannot be written ({}): while the database is away, sessions with output will wait, and a crash then costs what is not stored",
                    dataDir,
                    e.toString());
            return null;
        }
    }
}
