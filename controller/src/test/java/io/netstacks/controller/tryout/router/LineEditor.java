package io.netstacks.controller.tryout.router;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One line of input with echo, backspace, history, {@code ?} and the tabulator. */
final class LineEditor {

    /** What ended the line. */
    sealed interface Entry {
        record Line(String text) implements Entry {}

        /** {@code ?} after {@code text}, which stays on the line. */
        record Help(String text) implements Entry {}

        record Completion(String text) implements Entry {}

        /** Ctrl-C, or Ctrl-Z with {@code isEnd}. */
        record Interrupt(boolean isEnd) implements Entry {}

        record Closed() implements Entry {}
    }

    private static final int MAX_LENGTH = 254;
    private static final int MAX_HISTORY = 20;
    private static final String BELL = "\007";

    private final Keys keys;
    private final Screen screen;
    private final List<String> history = new ArrayList<>();

    LineEditor(Keys keys, Screen screen) {
        this.keys = keys;
        this.screen = screen;
    }

    List<String> history() {
        return List.copyOf(history);
    }

    /** @param begun what is already on the line, after a {@link Entry.Help} or {@link Entry.Completion}; it is shown again */
    Entry readLine(String begun) throws IOException, InterruptedException {
        StringBuilder line = new StringBuilder(begun);
        screen.print(begun);
        int fromHistory = history.size();
        while (true) {
            screen.flush();
            int key = keys.next();
            switch (key) {
                case Keys.END -> {
                    return new Entry.Closed();
                }
                case '\r', '\n' -> {
                    screen.print("\r\n");
                    remember(line.toString());
                    return new Entry.Line(line.toString());
                }
                case '?' -> {
                    screen.print("?\r\n");
                    return new Entry.Help(line.toString());
                }
                case '\t' -> {
                    screen.print("\r\n");
                    return new Entry.Completion(line.toString());
                }
                case Keys.CTRL_C, Keys.ESCAPE_SEQUENCE, 0x1a -> {
                    screen.print("^" + (char) (key + '@') + "\r\n");
                    return new Entry.Interrupt(key == 0x1a);
                }
                case 0x7f, '\b' -> erase(line, line.isEmpty() ? 0 : 1);
                case 0x15 -> erase(line, line.length());
                case 0x17 ->
                    erase(line, line.length() - (line.toString().stripTrailing().lastIndexOf(' ') + 1));
                case 0x10 -> fromHistory = recall(line, fromHistory - 1);
                case 0x0e -> fromHistory = recall(line, fromHistory + 1);
                case 0x1b -> {
                    int move = arrow();
                    fromHistory = move == 0 ? fromHistory : recall(line, fromHistory + move);
                }
                default -> type(line, key);
            }
        }
    }

    /** A line that is not shown; {@code null} when the connection ended or the user pressed Ctrl-C. */
    String readSecret() throws IOException, InterruptedException {
        StringBuilder line = new StringBuilder();
        screen.flush();
        while (true) {
            int key = keys.next();
            if (key == '\r' || key == '\n') {
                screen.print("\r\n");
                return line.toString();
            } else if (key == Keys.END || Keys.isInterrupt(key)) {
                screen.print("\r\n");
                return null;
            } else if (key == 0x7f || key == '\b') {
                line.setLength(Math.max(0, line.length() - 1));
            } else if (key >= ' ' && line.length() < MAX_LENGTH) {
                line.append((char) key);
            }
        }
    }

    private void type(StringBuilder line, int key) throws IOException {
        if (key < ' ' || key > '~' || line.length() >= MAX_LENGTH) {
            screen.print(BELL);
        } else {
            line.append((char) key);
            screen.print(Character.toString(key));
        }
    }

    private void erase(StringBuilder line, int count) throws IOException {
        line.setLength(line.length() - count);
        screen.print("\b \b".repeat(count));
    }

    /** -1 for up, 1 for down, 0 for any other escape sequence. */
    private int arrow() throws InterruptedException {
        int bracket = keys.next();
        if (bracket != '[' && bracket != 'O') {
            return 0;
        }
        return switch (keys.next()) {
            case 'A' -> -1;
            case 'B' -> 1;
            default -> 0;
        };
    }

    private int recall(StringBuilder line, int index) throws IOException {
        int position = Math.clamp(index, 0, history.size());
        erase(line, line.length());
        line.append(position < history.size() ? history.get(position) : "");
        screen.print(line.toString());
        return position;
    }

    private void remember(String line) {
        if (!line.isBlank() && (history.isEmpty() || !history.getLast().equals(line))) {
            history.add(line);
            if (history.size() > MAX_HISTORY) {
                history.removeFirst();
            }
        }
    }
}
