package io.netstacks.controller.tryout;

/** Ends this process with its parent: when Maven is killed, nothing is left behind that holds ports and the folder. */
final class ParentWatch {

    private ParentWatch() {}

    /** Runs {@code action} once when the process that started this one is gone. */
    static void onParentExit(Runnable action) {
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(action));
    }
}
