package io.netstacks.controller.terminal;

/** A terminal's size in character cells, each 1 to {@value #MAX}. */
public record TerminalSize(int columns, int rows) {

    /** Larger than any screen; keeps a hostile resize from costing the device memory. */
    public static final int MAX = 1000;

    /** What a client gets that names no size. */
    public static final TerminalSize DEFAULT = new TerminalSize(80, 24);

    public TerminalSize {
        if (!isValid(columns, rows)) {
            throw new IllegalArgumentException(
                    "A terminal has 1 to " + MAX + " columns and rows, not " + columns + " x " + rows);
        }
    }

    public static boolean isValid(int columns, int rows) {
        return columns >= 1 && columns <= MAX && rows >= 1 && rows <= MAX;
    }
}
