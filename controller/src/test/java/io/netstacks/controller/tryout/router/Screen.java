package io.netstacks.controller.tryout.router;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;

/** The output of one session, a screenful at a time: after so many lines it stops with {@code --More--} until a key is pressed. */
final class Screen {

    /** The user had enough of a command's output. */
    static final class StoppedException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private static final String MORE = " --More-- ";
    private static final String ERASE_MORE =
            "\b".repeat(MORE.length()) + " ".repeat(MORE.length()) + "\b".repeat(MORE.length());

    private final OutputStream out;
    private final Keys keys;
    private final IntSupplier linesPerPage;
    private int linesShown;

    /** @param linesPerPage how many lines to show at once, asked before every line; 0 for all */
    Screen(OutputStream out, Keys keys, IntSupplier linesPerPage) {
        this.out = new BufferedOutputStream(out);
        this.keys = keys;
        this.linesPerPage = linesPerPage;
    }

    /** Shows {@code text} as it is, outside of the paging. */
    void print(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Shows {@code lines}, waiting for a key after each screenful. */
    void lines(String lines) throws IOException, InterruptedException, StoppedException {
        for (String line : lines.split("\n", -1)) {
            line(line);
        }
    }

    void line(String line) throws IOException, InterruptedException, StoppedException {
        int page = linesPerPage.getAsInt();
        if (page > 0 && linesShown >= page - 1) {
            more(page);
        }
        if (keys.isInterrupted()) {
            throw new StoppedException();
        }
        print(line + "\r\n");
        linesShown++;
    }

    private void more(int page) throws IOException, InterruptedException, StoppedException {
        print(MORE);
        flush();
        int key = keys.next();
        print(ERASE_MORE);
        switch (key) {
            case ' ' -> linesShown = 0;
            case '\r', '\n' -> linesShown = page - 2;
            default -> throw new StoppedException();
        }
    }

    /** A new command begins: its first line is the first of a page. */
    void startPage() {
        linesShown = 0;
    }

    void flush() throws IOException {
        out.flush();
    }
}
