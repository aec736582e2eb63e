package io.netstacks.controller.auth;

/** What a request's target asks of the caller. */
sealed interface AccessRule {

    record Anyone() implements AccessRule {}

    record SignedInUser() implements AccessRule {}

    record Holder(String permission) implements AccessRule {}

    /** There is a handler, and nobody said who may call it. */
    record Nobody() implements AccessRule {}

    /** There is no handler: the signed-in learn that, everybody else learns nothing. */
    record NoHandler() implements AccessRule {}

    static AccessRule of(Access access) {
        boolean permission = !access.permission().isEmpty();
        if (access.anyone() && !access.signedIn() && !permission) {
            return new Anyone();
        }
        if (access.signedIn() && !access.anyone() && !permission) {
            return new SignedInUser();
        }
        if (permission && !access.anyone() && !access.signedIn()) {
            return new Holder(access.permission());
        }
        return new Nobody();
    }
}
