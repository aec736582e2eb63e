package io.netstacks.controller.auth;

import io.netstacks.controller.web.ApiException;
import org.jspecify.annotations.Nullable;

/** Which passwords are taken. Length is what counts (NIST SP 800-63B §3.1.1.2); no composition rules. */
final class PasswordRule {

    private static final int SHORTEST_NEW = 12;

    private PasswordRule() {}

    /** A password to compare with: anything that could have been set. */
    static String given(String field, @Nullable String password) {
        if (password == null || password.isEmpty()) {
            throw ApiException.invalid(field, "is missing.");
        }
        if (password.length() > Passwords.LONGEST) {
            throw ApiException.invalid(field, "is too long: at most " + Passwords.LONGEST + " characters.");
        }
        if (password.indexOf('\0') >= 0) {
            throw ApiException.invalid(field, "must not hold NUL characters.");
        }
        return password;
    }

    /** A password to set. */
    static String chosen(String field, @Nullable String password) {
        String given = given(field, password);
        if (given.codePointCount(0, given.length()) < SHORTEST_NEW) {
            throw ApiException.invalid(field, "is too short: at least " + SHORTEST_NEW + " characters.");
        }
        return given;
    }
}
