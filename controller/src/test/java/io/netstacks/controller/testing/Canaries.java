package io.netstacks.controller.testing;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Every secret that a test makes up contains the word {@value #WORD}. It must not come back: not in an answer, a frame, a log line, a recording, an error
 * or a table. Whatever comes back to a test is shown to {@link #watch}; {@link CanaryExtension} fails the test class in which one was seen.
 */
public final class Canaries {

    static final String WORD = "canary";

    private static final List<String> SEEN = new ArrayList<>();

    private Canaries() {}

    /** Looks at {@code text} that came from {@code where}. */
    public static void watch(String where, String text) {
        int at = text.toLowerCase(Locale.ROOT).indexOf(WORD);
        if (at >= 0) {
            synchronized (SEEN) {
                SEEN.add(
                        where + ": …" + text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 100)) + "…");
            }
        }
    }

    /** Looks at every row of every table, and at what compressed recordings show. */
    public static void watch(TestDatabase database) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(
                    "select table_name from information_schema.tables where table_schema = 'public'")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet rows = statement.executeQuery(
                        "select t::text from %s t where t::text ilike '%%%s%%' or t::text ilike '%%%s%%'"
                                .formatted(table, WORD, hex(WORD)))) {
                    while (rows.next()) {
                        watch("table " + table, rows.getString(1) + " " + WORD);
                    }
                }
            }
            if (tables.contains("recording_chunk")) {
                RecordingCanaries.watch(connection);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As PostgreSQL shows a bytea. */
    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** What was seen since the last call. */
    static List<String> takeSeen() {
        synchronized (SEEN) {
            List<String> seen = List.copyOf(SEEN);
            SEEN.clear();
            return seen;
        }
    }

    /** From now on standard output and error, where the logs go, are looked at line by line. */
    static void watchOutput() {
        System.setOut(new PrintStream(new Lines(System.out, "standard output"), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new Lines(System.err, "standard error"), true, StandardCharsets.UTF_8));
    }

    private static final class Lines extends FilterOutputStream {

        private static final int LONGEST = 64 * 1024;

        private final String where;
        private final java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();

        private Lines(OutputStream out, String where) {
            super(out);
            this.where = where;
        }

        @Override
        public synchronized void write(int b) throws IOException {
            out.write(b);
            if (b == '\n' || line.size() > LONGEST) {
                watch(where, line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(b);
            }
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            for (int i = offset; i < offset + length; i++) {
                if (bytes[i] == '\n' || line.size() > LONGEST) {
                    watch(where, line.toString(StandardCharsets.UTF_8));
                    line.reset();
                } else {
                    line.write(bytes[i]);
                }
            }
        }
    }
}
