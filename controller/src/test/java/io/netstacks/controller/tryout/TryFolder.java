package io.netstacks.controller.tryout;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The folder that keeps everything of the trying-out mode, readable by its owner only. It belongs to one process at a time: the lock goes with the
 * process, however that ends.
 */
final class TryFolder implements Closeable {

    private static final Duration LOCK_POLL = Duration.ofMillis(100);

    private final Path folder;
    private final FileChannel channel;

    private TryFolder(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Takes the folder, which is made when it is missing.
     *
     * @param patience how long to wait for another process that is perhaps just stopping
     * @param notice told what is being waited for, once
     * @throws TryOutException when another process still has it after that
     */
    static TryFolder open(Path folder, Duration patience, Consumer<String> notice)
            throws IOException, InterruptedException {
        Path absolute = folder.toAbsolutePath().normalize();
        Files.createDirectories(absolute);
        Files.setPosixFilePermissions(absolute, PosixFilePermissions.fromString("rwx------"));
        FileChannel channel = FileChannel.open(
                absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            for (boolean isNoticed = false; !isLocked(channel); isNoticed = true) {
                String owner = read(channel);
                if (System.nanoTime() - deadline >= 0) {
                    throw new TryOutException(
                            "NetStacks is already running here, pid %s (folder %s). Stop it first, or set NETSTACKS_TRY_DIR to another folder."
                                    .formatted(owner, absolute));
                }
                if (!isNoticed) {
                    notice.accept("Waiting for the one that has the folder, pid %s, in case it is just stopping."
                            .formatted(owner));
                }
                Thread.sleep(LOCK_POLL);
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)), 0);
            return new TryFolder(absolute, channel);
        } catch (IOException | InterruptedException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        channel.read(pid, 0);
        return new String(pid.array(), 0, pid.position(), StandardCharsets.UTF_8);
    }

    Path resolve(String name) {
        return folder.resolve(name);
    }

    /** The secret in file {@code name}, made by {@code maker} the first time. */
    String secret(String name, Supplier<String> maker) throws IOException {
        Optional<String> kept = kept(name);
        if (kept.isPresent()) {
            return kept.get();
        }
        String made = maker.get();
        keep(name, made);
        return made;
    }

    /** What {@link #keep} or {@link #secret} wrote to file {@code name}. */
    Optional<String> kept(String name) throws IOException {
        Path file = resolve(name);
        return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }

    /** Writes {@code text} to file {@code name}, readable by its owner only; after a crash the file is there as a whole or not at all. */
    void keep(String name, String text) throws IOException {
        Path draft = resolve(name + ".new");
        Files.deleteIfExists(draft);
        try (FileChannel file = FileChannel.open(createPrivate(draft), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8)));
            file.force(true);
        }
        Files.move(draft, resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path createPrivate(Path file) throws FileAlreadyExistsException, IOException {
        return Files.createFile(
                file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Gives the folder back. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
