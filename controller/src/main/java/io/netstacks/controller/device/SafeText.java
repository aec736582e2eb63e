package io.netstacks.controller.device;

import java.util.regex.Pattern;

/** Text that may come from a device or a library, made fit to be shown in a terminal. */
final class SafeText {

    /** Enough for any sentence; a hostile device must not fill the screen. */
    private static final int LONGEST = 200;

    private static final Pattern AUTH = Pattern.compile("(au)(th)", Pattern.CASE_INSENSITIVE);
    /** Invisible and without width: the text still reads the same. */
    private static final String WORD_JOINER = "\u2060";

    private SafeText() {}

    /** {@code text} in one line without control, formatting or unpaired surrogate characters, shortened where it is very long. */
    static String printable(String text) {
        StringBuilder safe = new StringBuilder(Math.min(text.length(), LONGEST));
        text.codePoints().limit(LONGEST).forEach(c -> safe.appendCodePoint(isPrintable(c) ? c : ' '));
        String line = safe.toString().strip().replaceAll(" {2,}", " ");
        return text.codePointCount(0, text.length()) > LONGEST ? line + "…" : line;
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /**
     * {@code text} without the letters "auth", which the terminal client takes for a failed login wherever they stand (terminal contract, rule 8): a host
     * may well be called so.
     */
    static String withoutAuth(String text) {
        return AUTH.matcher(text).replaceAll("$1" + WORD_JOINER + "$2");
    }
}
