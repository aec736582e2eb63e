package io.netstacks.controller.recording;

import io.netstacks.controller.cluster.InstanceId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A process that records until it is killed. It prints the recording's id, then the time in milliseconds of every line after it has recorded it. */
final class KilledRecorder {

    static final InstanceId SELF = new InstanceId("ctrl-0000dead");
    private static final long PACE_NANOS = 5_000_000;

    private KilledRecorder() {}

    public static void main(String[] args) throws Exception {
        RecordingStack stack =
                new RecordingStack(Integer.parseInt(args[0]), args[1], SELF, Path.of(args[2]), 256L * 1024 * 1024);
        OpenRecording recording = stack.start(new AtomicLong());
        UUID id = recording.id();
        System.out.println("recording " + id);
        long start = System.nanoTime();
        long offset = 0;
        while (true) {
            long millis = (System.nanoTime() - start) / 1_000_000;
            byte[] line = (millis + "\n").getBytes(StandardCharsets.US_ASCII);
            recording.output(offset, line);
            offset += line.length;
            System.out.println("line " + millis);
            LockSupport.parkNanos(PACE_NANOS);
        }
    }
}
