package io.netstacks.controller.tryout.router;

import io.netstacks.controller.tryout.router.CommandTree.Meaning;
import io.netstacks.controller.tryout.router.LineEditor.Entry;
import io.netstacks.controller.tryout.router.RouterState.Port;
import io.netstacks.controller.tryout.router.Screen.StoppedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/** One user's command line: reads lines, understands them in the mode that the user is in, runs them. Blocking; a thread of its own runs it. */
final class RouterShell {

    private enum Mode {
        USER(">"),
        PRIVILEGED("#"),
        CONFIGURE("(config)#"),
        CONFIGURE_INTERFACE("(config-if)#");

        final String prompt;

        Mode(String prompt) {
            this.prompt = prompt;
        }

        boolean isConfiguring() {
            return this == CONFIGURE || this == CONFIGURE_INTERFACE;
        }
    }

    @FunctionalInterface
    private interface Action {
        void run(RouterShell shell, List<String> arguments) throws IOException, InterruptedException, StoppedException;
    }

    private static final int SECRET_TRIES = 3;
    private static final int TECH_SUPPORT_LINES = 5_000;
    private static final int PINGS = 5;

    private static final Map<String, String> HELP = Map.ofEntries(
            Map.entry("clock", "Display the system clock"),
            Map.entry("configure", "Enter configuration mode"),
            Map.entry("copy", "Copy from one file to another"),
            Map.entry("description", "Interface specific description"),
            Map.entry("disable", "Turn off privileged commands"),
            Map.entry("do", "Run an exec command from configuration mode"),
            Map.entry("enable", "Turn on privileged commands"),
            Map.entry("end", "Exit from configuration mode"),
            Map.entry("exit", "Exit from the current mode"),
            Map.entry("history", "Display the session command history"),
            Map.entry("hostname", "Set the device's name"),
            Map.entry("interface", "Select an interface"),
            Map.entry("interfaces", "Interface status and configuration"),
            Map.entry("ip", "IP information"),
            Map.entry("length", "Set number of lines on a screen"),
            Map.entry("logout", "Exit from the device"),
            Map.entry("no", "Negate a command or set its defaults"),
            Map.entry("ping", "Send echo messages"),
            Map.entry("running-config", "Current operating configuration"),
            Map.entry("show", "Show running system information"),
            Map.entry("shutdown", "Shut down the selected interface"),
            Map.entry("tech-support", "Everything, at length"),
            Map.entry("terminal", "Set terminal line parameters"),
            Map.entry("users", "Display who is logged in"),
            Map.entry("version", "Hardware and software status"),
            Map.entry("width", "Set width of the display terminal"),
            Map.entry("write", "Save the running configuration"),
            Map.entry("<0-512>", "Number; 0 for no pausing"),
            Map.entry("WORD", "A name or address"),
            Map.entry("LINE", "Text"));

    private static final CommandTree<Action> USER = new CommandTree<Action>(HELP)
            .with("enable", RouterShell::enable)
            .with("exit", (shell, arguments) -> shell.isOpen = false)
            .with("logout", (shell, arguments) -> shell.isOpen = false)
            .with("quit", (shell, arguments) -> shell.isOpen = false)
            .with("ping WORD", RouterShell::ping)
            .with("show version", (shell, arguments) -> shell.screen.lines(RouterTexts.version(shell.router)))
            .with("show clock", (shell, arguments) -> shell.screen.line(RouterTexts.clock(shell.router)))
            .with("show history", RouterShell::showHistory)
            .with("show interfaces", RouterShell::showInterfaces)
            .with("show interfaces WORD", RouterShell::showInterface)
            .with(
                    "show ip interface brief",
                    (shell, arguments) -> shell.screen.lines(RouterTexts.ipInterfaceBrief(shell.router)))
            .with("show users", RouterShell::showUsers)
            .with("terminal length <0-512>", RouterShell::terminalLength)
            .with("terminal width <0-512>", (shell, arguments) -> {});

    private static final CommandTree<Action> PRIVILEGED = new CommandTree<Action>(HELP)
            .including(USER)
            .with("configure terminal", RouterShell::configure)
            .with("copy running-config startup-config", RouterShell::save)
            .with("disable", (shell, arguments) -> shell.mode = Mode.USER)
            .with("show running-config", RouterShell::showRunningConfig)
            .with("show startup-config", RouterShell::showRunningConfig)
            .with("show tech-support", RouterShell::showTechSupport)
            .with("write", RouterShell::save)
            .with("write memory", RouterShell::save);

    private static final CommandTree<Action> CONFIGURE = new CommandTree<Action>(HELP)
            .with("do LINE", (shell, arguments) -> shell.execute(PRIVILEGED, arguments.getFirst()))
            .with("end", (shell, arguments) -> shell.mode = Mode.PRIVILEGED)
            .with("exit", (shell, arguments) -> shell.mode = Mode.PRIVILEGED)
            .with("hostname WORD", RouterShell::hostname)
            .with("interface WORD", RouterShell::configureInterface);

    private static final CommandTree<Action> CONFIGURE_INTERFACE = new CommandTree<Action>(HELP)
            .with("description LINE", (shell, arguments) -> shell.selected.description = arguments.getFirst())
            .with("do LINE", (shell, arguments) -> shell.execute(PRIVILEGED, arguments.getFirst()))
            .with("end", (shell, arguments) -> shell.mode = Mode.PRIVILEGED)
            .with("exit", (shell, arguments) -> shell.mode = Mode.CONFIGURE)
            .with("interface WORD", RouterShell::configureInterface)
            .with("ip address WORD WORD", RouterShell::ipAddress)
            .with("no description", (shell, arguments) -> shell.selected.description = "")
            .with("no ip address", (shell, arguments) -> shell.selected.address = "")
            .with("no shutdown", (shell, arguments) -> shell.selected.isShutDown = false)
            .with("shutdown", (shell, arguments) -> shell.selected.isShutDown = true);

    private final RouterState router;
    private final String user;
    private final Duration pingPace;
    private final Keys keys = new Keys();
    private final Screen screen;
    private final LineEditor editor;
    private final IntSupplier windowRows;

    private Mode mode = Mode.USER;
    private boolean isOpen = true;
    /** As set by {@code terminal length}; -1 while the window's own height counts. */
    private int length = -1;

    private Port selected;

    /** @param windowRows the window's height now; 0 where the client told none */
    RouterShell(RouterState router, String user, OutputStream out, IntSupplier windowRows, Duration pingPace) {
        this.router = router;
        this.user = user;
        this.windowRows = windowRows;
        this.pingPace = pingPace;
        this.screen = new Screen(out, keys, this::linesPerPage);
        this.editor = new LineEditor(keys, screen);
    }

    private int linesPerPage() {
        int rows = windowRows.getAsInt();
        return length >= 0 ? length : rows > 1 ? rows : 24;
    }

    /** Serves the user until they leave or {@code in} ends. */
    void run(InputStream in) throws IOException, InterruptedException {
        Thread pump = Thread.ofVirtual().name("router-keys").start(() -> keys.pump(in));
        try {
            screen.print(RouterTexts.banner(router));
            String begun = "";
            while (isOpen) {
                screen.print(router.hostname + mode.prompt);
                begun = handle(editor.readLine(begun));
            }
            screen.flush();
        } finally {
            pump.interrupt();
        }
    }

    /** Runs one command without asking anything, as {@code ssh device "show version"} does. */
    void runOnce(String line) throws IOException, InterruptedException {
        length = 0;
        perform(USER, line);
        screen.flush();
    }

    /** @return what stays on the line */
    private String handle(Entry entry) throws IOException, InterruptedException {
        return switch (entry) {
            case Entry.Line(String text) -> {
                perform(commands(), text);
                yield "";
            }
            case Entry.Help(String text) -> {
                help(text);
                yield text;
            }
            case Entry.Completion(String text) -> text + commands().completion(text);
            case Entry.Interrupt(boolean isEnd) -> {
                mode = mode.isConfiguring() ? Mode.PRIVILEGED : mode;
                yield "";
            }
            case Entry.Closed() -> {
                isOpen = false;
                yield "";
            }
        };
    }

    private CommandTree<Action> commands() {
        return switch (mode) {
            case USER -> USER;
            case PRIVILEGED -> PRIVILEGED;
            case CONFIGURE -> CONFIGURE;
            case CONFIGURE_INTERFACE -> CONFIGURE_INTERFACE;
        };
    }

    private void perform(CommandTree<Action> commands, String line) throws IOException, InterruptedException {
        screen.startPage();
        try {
            execute(commands, line);
        } catch (StoppedException e) {
            if (keys.isInterrupted()) {
                keys.next();
                screen.print("\r\n");
            }
        }
    }

    private void execute(CommandTree<Action> commands, String line)
            throws IOException, InterruptedException, StoppedException {
        switch (commands.understand(line)) {
            case Meaning.Empty<Action>() -> {}
            case Meaning.Run<Action>(Action action, List<String> arguments) -> action.run(this, arguments);
            case Meaning.Incomplete<Action>() -> screen.line("% Incomplete command.\r\n");
            case Meaning.Ambiguous<Action>(String typed) ->
                screen.line("%% Ambiguous command:  \"%s\"".formatted(typed));
            case Meaning.Invalid<Action>(int position) -> {
                int column = router.hostname.length() + mode.prompt.length() + position;
                screen.line(" ".repeat(column) + "^");
                screen.line("% Invalid input detected at '^' marker.\r\n");
            }
        }
    }

    private void help(String text) throws IOException, InterruptedException {
        screen.startPage();
        try {
            Map<String, String> words = commands().helpFor(text);
            if (words.isEmpty()) {
                screen.line("% Unrecognized command");
            }
            for (Map.Entry<String, String> word : words.entrySet()) {
                screen.line(
                        "  %-16s %s".formatted(word.getKey(), word.getValue()).stripTrailing());
            }
            screen.line("");
        } catch (StoppedException e) {
            // Enough help.
        }
    }

    private void enable(List<String> arguments) throws IOException, InterruptedException, StoppedException {
        if (mode == Mode.PRIVILEGED) {
            return;
        }
        for (int i = 0; i < SECRET_TRIES; i++) {
            screen.print("Password: ");
            String secret = editor.readSecret();
            if (secret == null) {
                return;
            }
            if (secret.equals(router.enableSecret)) {
                mode = Mode.PRIVILEGED;
                return;
            }
        }
        screen.line("% Bad secrets\r\n");
    }

    private void configure(List<String> arguments) throws IOException, InterruptedException, StoppedException {
        screen.line("Enter configuration commands, one per line.  End with CNTL/Z.");
        mode = Mode.CONFIGURE;
    }

    private void hostname(List<String> arguments) throws IOException, InterruptedException, StoppedException {
        String name = arguments.getFirst();
        if (name.matches("[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")) {
            router.hostname = name;
        } else {
            screen.line("% Hostname contains one or more illegal characters.");
        }
    }

    private void configureInterface(List<String> arguments) throws IOException, InterruptedException, StoppedException {
        Optional<Port> port = port(arguments.getFirst());
        if (port.isPresent()) {
            selected = port.get();
            mode = Mode.CONFIGURE_INTERFACE;
        }
    }

    private void ipAddress(List<String> arguments) throws IOException, InterruptedException, StoppedException {
        String address = "\\d{1,3}(\\.\\d{1,3}){3}";
        if (arguments.get(0).matches(address) && arguments.get(1).matches(address)) {
            selected.address = arguments.get(0);
            selected.mask = arguments.get(1);
        } else {
            screen.line("% Invalid address");
        }
    }

    private void save(List<String> arguments) throws IOException, InterruptedException, StoppedException {
        screen.line("Building configuration...");
        screen.line("[OK]");
    }

    private void showHistory(List<String> arguments) throws IOException, InterruptedException, StoppedException {
        for (String line : editor.history()) {
            screen.line("  " + line);
        }
    }

    private void showUsers(List<String> arguments) throws IOException, InterruptedException, StoppedException {
        screen.line("    Line       User       Host(s)              Idle       Location");
        screen.line("*  1 vty 0     %-10s idle                 00:00:00".formatted(user));
    }

    private void showInterfaces(List<String> arguments) throws IOException, InterruptedException, StoppedException {
        for (Port port : router.ports) {
            screen.lines(RouterTexts.interfaceStatus(port));
        }
    }

    private void showInterface(List<String> arguments) throws IOException, InterruptedException, StoppedException {
        Optional<Port> port = port(arguments.getFirst());
        if (port.isPresent()) {
            screen.lines(RouterTexts.interfaceStatus(port.get()));
        }
    }

    private Optional<Port> port(String typed) throws IOException, InterruptedException, StoppedException {
        Optional<Port> port = router.port(typed);
        if (port.isEmpty()) {
            screen.line("% Invalid interface: " + typed);
        }
        return port;
    }

    private void showRunningConfig(List<String> arguments) throws IOException, InterruptedException, StoppedException {
        screen.line("Building configuration...");
        screen.lines(RouterTexts.runningConfig(router));
    }

    /** Much output, to see what paging, a slow reader and an interrupt do. */
    private void showTechSupport(List<String> arguments) throws IOException, InterruptedException, StoppedException {
        for (int i = 0; i < TECH_SUPPORT_LINES; i++) {
            Port port = router.ports.get(i % router.ports.size());
            screen.line("%05d %-20s %-16s in %10d out %10d".formatted(i, port.name, port.address, i * 977L, i * 1511L));
        }
    }

    private void terminalLength(List<String> arguments) throws IOException, InterruptedException, StoppedException {
        String typed = arguments.getFirst();
        if (typed.matches("\\d{1,3}") && Integer.parseInt(typed) <= 512) {
            length = Integer.parseInt(typed);
        } else {
            screen.line("% Invalid length: 0 to 512");
        }
    }

    private void ping(List<String> arguments) throws IOException, InterruptedException, StoppedException {
        String host = arguments.getFirst();
        screen.line("Type escape sequence to abort.");
        screen.line("Sending %d, 100-byte ICMP Echos to %s, timeout is 2 seconds:".formatted(PINGS, host));
        int sent = 0;
        while (sent < PINGS) {
            screen.flush();
            int key = keys.next(pingPace);
            if (key == Keys.END || Keys.isInterrupt(key)) {
                break;
            }
            if (key == Keys.NOTHING) {
                screen.print("!");
                sent++;
            }
        }
        screen.print("\r\n");
        screen.line("Success rate is %d percent (%d/%d)%s"
                .formatted(sent == 0 ? 0 : 100, sent, sent, sent == 0 ? "" : ", round-trip min/avg/max = 1/2/4 ms"));
    }
}
