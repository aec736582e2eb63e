package io.netstacks.controller.recording;

import io.netstacks.controller.cluster.InstanceId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder of one instance's spool, {@code DATA_DIR/spool/<instance id>}, locked for as long as this object is open: a killed process's lock is gone. */
final class SpoolFolder implements AutoCloseable {

    private static final String ROOT = "spool";
    private static final String LOCK = "lock";

    private final Path path;
    private final FileChannel lockFile;

    private SpoolFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    static SpoolFolder create(Path dataDir, InstanceId instance) throws IOException {
        Path path = Files.createDirectories(dataDir.resolve(ROOT).resolve(instance.value()));
        SpoolFolder folder = lock(path);
        if (folder == null) {
            throw new IOException(path + " is in use by another process");
        }
        return folder;
    }

    /**
     * Locks the folders that no running process holds.
     *
     * @param self is left out: closing any handle of a locked file drops the process's own lock (POSIX fcntl)
     */
    static List<SpoolFolder> abandoned(Path dataDir, InstanceId self) throws IOException {
        Path root = dataDir.resolve(ROOT);
        List<SpoolFolder> folders = new ArrayList<>();
        if (Files.isDirectory(root)) {
            try (Stream<Path> paths = Files.list(root)) {
                for (Path path : paths.filter(Files::isDirectory)
                        .filter(path -> !path.endsWith(self.value()))
                        .sorted()
                        .toList()) {
                    SpoolFolder folder = lock(path);
                    if (folder != null) {
                        folders.add(folder);
                    }
                }
            }
        }
        return folders;
    }

    private static @Nullable SpoolFolder lock(Path path) throws IOException {
        FileChannel file = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = file.tryLock();
            if (lock != null) {
                return new SpoolFolder(path, file);
            }
        } catch (OverlappingFileLockException e) {
            // this very process holds it
        } catch (IOException e) {
            file.close();
            throw e;
        }
        file.close();
        return null;
    }

    Path path() {
        return path;
    }

    /** The spool's files, oldest first. */
    List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> file.getFileName().toString().endsWith(Spool.SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    /** Lets go of the folder, and removes it when nothing is left in it. */
    @Override
    public void close() throws IOException {
        if (segments().isEmpty()) {
            Files.deleteIfExists(path.resolve(LOCK));
            try (Stream<Path> others = Files.list(path)) {
                if (others.findAny().isEmpty()) {
                    Files.deleteIfExists(path);
                }
            }
        }
        lockFile.close();
    }
}
