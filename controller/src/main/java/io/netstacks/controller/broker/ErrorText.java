package io.netstacks.controller.broker;

import io.netstacks.controller.device.DeviceConnectException;
import io.netstacks.controller.storage.DatabaseFault;
import io.netstacks.controller.web.ApiException;
import java.util.regex.Pattern;

/** What a person is told when a terminal cannot be opened. */
final class ErrorText {

    /** The client replaces every text with these letters by "Authentication failed" (terminal contract, rule 8). */
    private static final Pattern AUTH = Pattern.compile("auth", Pattern.CASE_INSENSITIVE);

    private ErrorText() {}

    /** @return the text, or null when the fault is ours and belongs into the log */
    static @org.jspecify.annotations.Nullable String of(Throwable error) {
        return switch (error) {
            case DeviceConnectException e -> e.getMessage();
            case TerminalRefusedException e -> safe(String.valueOf(e.getMessage()));
            case ApiException e -> safe(String.valueOf(e.getMessage()));
            case Throwable e
            when DatabaseFault.isUnavailable(e) ->
                "The controller cannot reach its database at the moment. Sessions that are open go on; try again soon.";
            default -> null;
        };
    }

    /** Names that people gave may hold any letters. */
    static String safe(String text) {
        return AUTH.matcher(text).replaceAll("aut*");
    }
}
