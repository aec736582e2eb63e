package io.netstacks.controller.auth;

/** The names of what a user may do, as {@code resource.action}. A role holds a set of them; {@code *} is all, {@code devices.*} all of a resource. */
public final class Permission {

    /** See the device list. The terminal client's device panel is gated by this name (terminal contract §2, Capabilities). */
    public static final String SESSIONS_CONNECT = "sessions.connect";
    /** Open a terminal on a device of the inventory. */
    public static final String TERMINALS_OPEN = "terminals.open";
    /** Open a terminal on a bare host and port that is not in the inventory, with a personal credential. */
    public static final String TERMINALS_OPEN_ANY_HOST = "terminals.open_any_host";

    public static final String DEVICES_READ = "devices.read";
    public static final String DEVICES_MANAGE = "devices.manage";
    /** Keep personal credentials. */
    public static final String CREDENTIALS_PERSONAL = "credentials.personal";
    /** Create shared credentials and grant them. */
    public static final String CREDENTIALS_MANAGE = "credentials.manage";
    /** See one's own recordings. */
    public static final String RECORDINGS_OWN = "recordings.own";
    /** See everybody's recordings. */
    public static final String RECORDINGS_READ = "recordings.read";
    /** Approve a host key that replaces a known one, and remove known ones. */
    public static final String HOST_KEYS_REPLACE = "host_keys.replace";

    public static final String USERS_MANAGE = "users.manage";

    private Permission() {}
}
