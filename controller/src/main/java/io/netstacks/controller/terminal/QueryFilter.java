package io.netstacks.controller.terminal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Takes out of a terminal stream what a terminal would answer as if the answer were typed: replayed to a terminal, an old question must not type into
 * the shell of now (design §8.3). Everything else passes unchanged and in order.
 *
 * <p>Questions, after ECMA-48, DEC STD 070 and xterm's "Control Sequences": ENQ; DECID; DA, DSR, DECRQM, DECREQTPARM, XTVERSION, window and graphics
 * reports, DECRQPSR, DECRQCRA, DECRQLP, DECRQTSR, DECRQDE, DECRQUPSS and the kitty keyboard query among CSI sequences; DECRQSS and XTGETTCAP among DCS; every OSC with a "?"
 * parameter; all APC. Introducers count in their 7-bit form and as UTF-8 encoded C1 controls.
 *
 * <p>A sequence is held until it is complete. What is longer than {@link #LONGEST_HELD} is never a sensible question: a CSI or OSC of that length is dropped, the
 * body of another string passes as it comes. Used for replays only: it looks at every byte.
 */
final class QueryFilter {

    /** No terminal question is longer; keeps a hostile device from making us hold more. */
    private static final int LONGEST_HELD = 4096;

    private static final int ENQ = 0x05;
    private static final int BEL = 0x07;
    private static final int CAN = 0x18;
    private static final int SUB = 0x1A;
    private static final int ESC = 0x1B;
    /** The first byte of every C1 control in UTF-8. */
    private static final int C1_LEAD = 0xC2;

    /** xterm's XTWINOPS that report something. */
    private static final Set<String> WINDOW_REPORTS = Set.of("11", "13", "14", "15", "16", "18", "19", "20", "21");

    private enum State {
        GROUND,
        /** After a 0xC2, which may begin a C1 control or a letter. */
        C1,
        ESCAPE,
        CSI,
        /** Inside OSC, DCS or APC, undecided. */
        STRING,
        /** Inside a string that passes. */
        STRING_PASSES,
        /** Inside a string that is dropped. */
        STRING_DROPPED
    }

    private State state = State.GROUND;
    /** The introducer of the current string: ']' OSC, 'P' DCS, '_' APC, and 'X', '^' which carry nothing that is answered. */
    private int stringKind;
    /** The string's last byte; an ESC or C1 lead is kept back until it is clear whether it begins the terminator. */
    private int stringPrevious;

    private final ByteArrayOutputStream held = new ByteArrayOutputStream(64);

    /** What of {@code piece}, and of what was held before, passes. */
    byte[] push(byte[] piece) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(piece.length + held.size());
        for (byte b : piece) {
            accept(b & 0xFF, out);
        }
        return out.toByteArray();
    }

    /** As {@link #push} up to the end of the sequence that is held; what follows it in {@code piece} passes as it is. */
    byte[] finish(byte[] piece) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(piece.length + held.size());
        int at = 0;
        while (at < piece.length && !atGround()) {
            accept(piece[at++] & 0xFF, out);
        }
        out.write(piece, at, piece.length - at);
        return out.toByteArray();
    }

    /** Whether the stream stands between sequences: nothing is held. */
    boolean atGround() {
        return state == State.GROUND;
    }

    private void accept(int b, ByteArrayOutputStream out) {
        switch (state) {
            case GROUND -> ground(b, out);
            case C1 -> c1(b, out);
            case ESCAPE -> escape(b, out);
            case CSI -> csi(b, out);
            case STRING, STRING_PASSES, STRING_DROPPED -> string(b, out);
        }
    }

    private void ground(int b, ByteArrayOutputStream out) {
        switch (b) {
            case ESC -> begin(State.ESCAPE, b);
            case C1_LEAD -> begin(State.C1, b);
            case ENQ -> {
                // asks for the answerback message
            }
            default -> out.write(b);
        }
    }

    private void c1(int b, ByteArrayOutputStream out) {
        held.write(b);
        switch (b) {
            case 0x9B -> state = State.CSI;
            case 0x90 -> beginString('P');
            case 0x9D -> beginString(']');
            case 0x9F -> beginString('_');
            case 0x98 -> beginString('X');
            case 0x9E -> beginString('^');
            case 0x9A -> drop();
            case ESC, C1_LEAD, ENQ -> {
                // The lead byte stood alone. Passed on, it could make a control with what follows this byte's sequence.
                drop();
                ground(b, out);
            }
            default -> pass(out);
        }
    }

    private void escape(int b, ByteArrayOutputStream out) {
        if (interrupts(b)) {
            return;
        }
        if (b == ENQ) {
            return;
        }
        held.write(b);
        switch (b) {
            case '[' -> state = State.CSI;
            case ']', 'P', '_', 'X', '^' -> beginString(b);
            case 'Z' -> drop();
            default -> {
                // Intermediates (0x20 to 0x2F) and control characters go on; anything else ends the sequence.
                if (b >= 0x30 && b <= 0x7E || b == CAN || b == SUB || b >= 0x80 || held.size() > LONGEST_HELD) {
                    pass(out);
                }
            }
        }
    }

    private void csi(int b, ByteArrayOutputStream out) {
        if (interrupts(b)) {
            return;
        }
        if (b == CAN || b == SUB) {
            drop();
        } else if (b >= 0x80) {
            drop();
            out.write(b);
        } else if (b == ENQ) {
            // dropped in place
        } else if (b < 0x20) {
            // A terminal obeys a control character inside a sequence at once.
            out.write(b);
        } else if (b >= 0x40 && b <= 0x7E) {
            held.write(b);
            if (held.size() > LONGEST_HELD || isCsiQuestion()) {
                drop();
            } else {
                pass(out);
            }
        } else if (held.size() <= LONGEST_HELD) {
            held.write(b);
        }
    }

    private void string(int b, ByteArrayOutputStream out) {
        int previous = stringPrevious;
        stringPrevious = b;
        if (previous == ESC && b != '\\') {
            // The string is void for a terminal, too, and a new sequence has begun.
            begin(State.ESCAPE, ESC);
            escape(b, out);
        } else if (previous == C1_LEAD && b >= 0x80 && b <= 0x9F && b != 0x9C) {
            begin(State.C1, C1_LEAD);
            c1(b, out);
        } else {
            if (previous == ESC || previous == C1_LEAD) {
                keep(previous, out);
            }
            if (b != ESC && b != C1_LEAD) {
                keep(b, out);
            }
            if (previous == ESC
                    || previous == C1_LEAD && b == 0x9C
                    || b == BEL && stringKind == ']'
                    || b == CAN
                    || b == SUB) {
                endString(out);
            }
        }
    }

    /** A byte that begins something new voids the sequence before it, for a terminal as here. Passed on, its head could join what follows. */
    private boolean interrupts(int b) {
        if (b == ESC || b == C1_LEAD) {
            begin(b == ESC ? State.ESCAPE : State.C1, b);
            return true;
        }
        return false;
    }

    private void keep(int b, ByteArrayOutputStream out) {
        if (state == State.STRING_PASSES) {
            out.write(b);
        } else if (state == State.STRING) {
            held.write(b);
            if (held.size() > LONGEST_HELD) {
                boolean passes = stringKind == 'P' && !isDcsQuestion();
                if (passes) {
                    out.writeBytes(held.toByteArray());
                }
                held.reset();
                state = passes ? State.STRING_PASSES : State.STRING_DROPPED;
            }
        }
    }

    private void endString(ByteArrayOutputStream out) {
        if (state == State.STRING && !isStringQuestion()) {
            pass(out);
        } else {
            drop();
        }
    }

    private boolean isCsiQuestion() {
        String sequence = held.toString(StandardCharsets.ISO_8859_1);
        String body = sequence.substring(2, sequence.length() - 1);
        char last = sequence.charAt(sequence.length() - 1);
        boolean isPrivate = !body.isEmpty() && body.charAt(0) >= '<' && body.charAt(0) <= '?';
        String intermediates = body.replaceAll("[0-?]", "");
        String parameters = body.replaceAll("[^0-9;:]", "");
        return switch (intermediates) {
            case "" ->
                switch (last) {
                    case 'c', 'n' -> true;
                    case 'x' -> !isPrivate;
                    case 'q' -> body.startsWith(">");
                    case 't' -> !isPrivate && WINDOW_REPORTS.contains(parameters.split("[;:]", 2)[0]);
                    case 'u' -> body.startsWith("?");
                    case 'S' -> body.startsWith("?");
                    default -> false;
                };
            case "$" -> last == 'p' || last == 'w' || last == 'u';
            case "*" -> last == 'y';
            case "'" -> last == '|';
            case "\"" -> last == 'v';
            case "&" -> last == 'u';
            default -> false;
        };
    }

    private boolean isStringQuestion() {
        return switch (stringKind) {
            case 'P' -> isDcsQuestion();
            case ']' -> isOscQuestion();
            case '_' -> true;
            default -> false;
        };
    }

    private boolean isDcsQuestion() {
        String body = stringBody();
        String intermediates = body.replaceFirst("^[0-?]*", "");
        return intermediates.startsWith("$q") || intermediates.startsWith("+q");
    }

    private boolean isOscQuestion() {
        for (String parameter : stringBody().split(";", -1)) {
            if (parameter.equals("?")) {
                return true;
            }
        }
        return false;
    }

    /** What stands between introducer and terminator. */
    private String stringBody() {
        String sequence = held.toString(StandardCharsets.ISO_8859_1).substring(2);
        if (sequence.endsWith("\u001b\\") || sequence.endsWith("\u00c2\u009c")) {
            return sequence.substring(0, sequence.length() - 2);
        }
        return sequence.endsWith("\u0007") ? sequence.substring(0, sequence.length() - 1) : sequence;
    }

    private void begin(State next, int first) {
        held.reset();
        held.write(first);
        state = next;
    }

    private void beginString(int kind) {
        state = State.STRING;
        stringKind = kind;
        stringPrevious = 0;
    }

    private void pass(ByteArrayOutputStream out) {
        out.writeBytes(held.toByteArray());
        drop();
    }

    private void drop() {
        held.reset();
        state = State.GROUND;
    }
}
