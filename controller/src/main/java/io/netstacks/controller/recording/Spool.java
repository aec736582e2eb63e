package io.netstacks.controller.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue of entries in files, for as long as the database does not take them. One thread only.
 *
 * <p>What was appended outlives the process, not the machine: it is in the kernel's page cache and not forced to the disk. Files are named by a growing
 * number; each holds records of {@code length, CRC-32C, payload}, 32 bits big-endian both, and the payload as {@link Entry#encode} makes it. A file is removed
 * once all in it was taken.
 */
final class Spool implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Spool.class);

    static final String SUFFIX = ".spool";
    private static final int MAX_SEGMENT_BYTES = 16 * 1024 * 1024;
    private static final int RECORD_HEAD_BYTES = 8;

    private final SpoolFolder folder;
    private final long maxBytes;
    private final long segmentBytes;
    private final Deque<Segment> segments = new ArrayDeque<>();
    private long bytes;
    private int nextNumber = 1;

    /** @param maxBytes of all files together */
    Spool(SpoolFolder folder, long maxBytes) {
        this.folder = folder;
        this.maxBytes = maxBytes;
        this.segmentBytes = Math.clamp(maxBytes / 8, 1, MAX_SEGMENT_BYTES);
    }

    /** A spool that a process left behind, to be emptied. */
    static Spool leftIn(SpoolFolder folder) throws IOException {
        Spool spool = new Spool(folder, 0);
        for (Path file : folder.segments()) {
            Segment segment = new Segment(file, FileChannel.open(file, StandardOpenOption.READ), Files.size(file));
            spool.segments.add(segment);
            spool.bytes += segment.end;
        }
        return spool;
    }

    boolean isEmpty() {
        return segments.isEmpty();
    }

    long bytes() {
        return bytes;
    }

    /** Adds one entry; false when there is no room for it. */
    boolean append(Entry entry) throws IOException {
        ByteBuffer payload = entry.encode();
        int length = RECORD_HEAD_BYTES + payload.remaining();
        if (bytes + length > maxBytes) {
            return false;
        }
        Segment last = segments.peekLast();
        if (last == null || last.end >= segmentBytes) {
            last = newSegment();
        }
        ByteBuffer head = ByteBuffer.allocate(RECORD_HEAD_BYTES)
                .putInt(payload.remaining())
                .putInt(checksum(payload))
                .flip();
        try {
            last.append(head, payload);
        } catch (IOException e) {
            dropIfNeverUsed(last);
            throw e;
        }
        bytes += length;
        return true;
    }

    private Segment newSegment() throws IOException {
        Path file = folder.path().resolve("%08d%s".formatted(nextNumber++, SUFFIX));
        Segment segment = new Segment(
                file,
                FileChannel.open(
                        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                0);
        segments.add(segment);
        return segment;
    }

    private void dropIfNeverUsed(Segment last) throws IOException {
        if (last.end == 0) {
            segments.removeLast();
            last.remove();
        }
    }

    /** The oldest entries of one file, as many as make one batch; they stay until {@link #taken}. Empty when the spool is. */
    List<Entry> oldest() throws IOException {
        while (!segments.isEmpty()) {
            List<Entry> entries = segments.getFirst().read();
            if (!entries.isEmpty()) {
                return entries;
            }
            taken();
        }
        return List.of();
    }

    /** What {@link #oldest} gave last is stored elsewhere. */
    void taken() throws IOException {
        Segment first = segments.getFirst();
        first.start = first.next;
        if (first.start == first.end) {
            removeFirst();
        }
    }

    private void removeFirst() throws IOException {
        Segment first = segments.removeFirst();
        bytes -= first.end;
        first.remove();
    }

    /** Leaves what is in it for the next start, and lets go of the folder. */
    @Override
    public void close() {
        for (Segment segment : segments) {
            try {
                segment.channel.close();
            } catch (IOException e) {
                log.warn("Closing {}: {}", segment.file, e.getMessage());
            }
        }
        segments.clear();
        try {
            folder.close();
        } catch (IOException e) {
            log.warn("Closing {}: {}", folder.path(), e.getMessage());
        }
    }

    private static int checksum(ByteBuffer payload) {
        CRC32C checksum = new CRC32C();
        checksum.update(payload.duplicate());
        return (int) checksum.getValue();
    }

    /** One file: its records from {@code start} to {@code end} wait; those before {@code next} were given out. */
    private static final class Segment {

        private final Path file;
        private final FileChannel channel;
        private long start;
        private long next;
        private long end;

        Segment(Path file, FileChannel channel, long end) {
            this.file = file;
            this.channel = channel;
            this.end = end;
        }

        void append(ByteBuffer head, ByteBuffer payload) throws IOException {
            long written = end + head.remaining() + payload.remaining();
            try {
                channel.position(end);
                ByteBuffer[] record = {head, payload};
                while (payload.hasRemaining()) {
                    channel.write(record);
                }
                end = written;
            } catch (IOException e) {
                channel.truncate(end);
                throw e;
            }
        }

        List<Entry> read() throws IOException {
            List<Entry> entries = new ArrayList<>();
            int size = 0;
            next = start;
            while (next < end && entries.size() < ChunkStore.MAX_BATCH_ENTRIES && size < ChunkStore.MAX_BATCH_BYTES) {
                ByteBuffer payload = record();
                if (payload == null) {
                    log.warn(
                            "{}: the last {} bytes are not a whole record, as a crash leaves them, and are left out",
                            file,
                            end - next);
                    next = end;
                    break;
                }
                next += RECORD_HEAD_BYTES + payload.remaining();
                size += payload.remaining();
                try {
                    entries.add(Entry.decode(payload));
                } catch (RuntimeException e) {
                    log.error("{}: a record of another version of the controller is left out", file, e);
                }
            }
            return entries;
        }

        private @Nullable ByteBuffer record() throws IOException {
            ByteBuffer head = read(next, RECORD_HEAD_BYTES);
            if (head == null) {
                return null;
            }
            int length = head.getInt();
            if (length <= 0 || length > Entry.MAX_ENCODED_BYTES) {
                return null;
            }
            ByteBuffer payload = read(next + RECORD_HEAD_BYTES, length);
            return payload == null || checksum(payload) != head.getInt() ? null : payload;
        }

        private @Nullable ByteBuffer read(long position, int length) throws IOException {
            if (position + length > end) {
                return null;
            }
            ByteBuffer target = ByteBuffer.allocate(length);
            while (target.hasRemaining()) {
                if (channel.read(target, position + target.position()) < 0) {
                    return null;
                }
            }
            return target.flip();
        }

        void remove() throws IOException {
            channel.close();
            Files.deleteIfExists(file);
        }
    }
}
