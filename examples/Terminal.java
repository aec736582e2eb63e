// A terminal on a device through NetStacks, and an example of the wire protocol in one file. It needs a JDK 25 and nothing else:
//
//     java examples/Terminal.java https://localhost:3000 core-sw-1 --ca .netstacks/ca.pem
//
// It signs in, finds the device, opens /ws/ssh, and comes back to the same shell after a lost connection. Ctrl-] leaves. Without a terminal, when its
// input is a file or a pipe, it sends that input, shows what comes back and ends when the device has gone quiet.

import module java.net.http;

static final Set<String> OPTIONS = Set.of("--user", "--credential", "--ca");
static final String USAGE = """
        Usage: java Terminal.java URL DEVICE [--user NAME] [--credential ID] [--ca FILE]
        The password of NAME (default: admin) comes from NETSTACKS_PASSWORD or is asked for. ID is the credential to log in to the device with (default:
        the first that you may use). FILE is the controller's CA certificate (PEM), when no public authority issued it.""";

// Frames are one type byte and a payload, in both directions.
static final byte DATA = 1, RESIZE = 2, PING = 3, CLOSE = 5, ERROR = 6, RECONNECT = 7, SESSION_INFO = 8;
static final byte LEAVE = 0x1d; // Ctrl-]
static final long PING_MILLIS = 30_000, POLL_MILLIS = 750, QUIET_MILLIS = 2_000, MAX_BACKOFF_MILLIS = 30_000;

final boolean isTerminal = System.console() != null && System.console().isTerminal();
final ByteArrayOutputStream message = new ByteArrayOutputStream();
HttpClient http;
String url;
String accessToken = "";
String refreshToken = "";

/** Where we are: before the shell, in it, refused by the device, connection gone, user gone. */
enum State { CONNECTING, CONNECTED, FAILED, LOST, LEAVING }

// Written by the socket's thread, the keyboard's and the main one; each is a single value.
volatile State state = State.CONNECTING;
volatile WebSocket socket;
volatile boolean isInputOver;
volatile String resumeToken = "";
volatile String hostKeyPrompt = "";
volatile long lastOutputAt;

void main(String... arguments) throws Exception {
    Map<String, String> options = new HashMap<>();
    for (int i = 2; i + 1 < arguments.length; i += 2) {
        options.put(arguments[i], arguments[i + 1]);
    }
    if (arguments.length < 2 || arguments.length % 2 != 0 || !OPTIONS.containsAll(options.keySet())) {
        throw fail(USAGE);
    }
    url = arguments[0].replaceFirst("/+$", "");
    String user = options.getOrDefault("--user", "admin");
    String password = System.getenv("NETSTACKS_PASSWORD");
    if (password == null && !isTerminal) {
        throw fail("NETSTACKS_PASSWORD is not set, and there is no terminal to ask for it.");
    } else if (password == null) {
        password = new String(System.console().readPassword("Password of %s: ", user));
    }
    if (options.containsKey("--ca") && !Files.isReadable(Path.of(options.get("--ca")))) {
        throw fail("Cannot read " + options.get("--ca") + ".");
    }
    HttpClient.Builder client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    http = (options.containsKey("--ca") ? client.sslContext(trusting(Path.of(options.get("--ca")))) : client).build();

    // Failures up to the terminal end the program with Java's own message; after that we come back.
    keep(call("POST", "/api/auth/login", "{\"username\":%s,\"password\":%s,\"client_type\":\"terminal\"}"
            .formatted(quoted(user), quoted(password))));
    String device = objects(call("GET", "/api/devices/browse?limit=1000", "")).stream()
            .filter(item -> field(item, "name").equals(arguments[1]))
            .findFirst()
            .orElseThrow(() -> fail("There is no device named " + arguments[1] + "."));
    String credential = options.getOrDefault("--credential", "");
    if (credential.isEmpty()) {
        credential = field(call("GET", "/api/credentials/accessible/default", ""), "id");
    }
    if (credential.isEmpty()) {
        throw fail("You may use no credential: create one, or have one granted to you.");
    }
    run(device, credential);
}

// --- connect, stay connected, come back

void run(String device, String credential) throws Exception {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> { if (isTerminal) { stty("sane"); } }));
    Thread.ofPlatform().daemon().start(this::readKeys);
    long backoff = 1000;
    while (state != State.LEAVING) {
        state = State.CONNECTING;
        try {
            connect(device, credential);
            backoff = converse() ? 1000 : backoff;
        } catch (CompletionException | IOException e) {
            say("Cannot open a terminal: " + (e.getCause() instanceof WebSocketHandshakeException refused
                    ? "status " + refused.getResponse().statusCode()
                    : e.getCause() == null ? e : e.getCause()));
            state = isTerminal ? State.LOST : State.LEAVING;
        }
        if (state == State.LOST) {
            say("Connection lost; coming back in %d s.".formatted(backoff / 1000));
            Thread.sleep(backoff);
            backoff = Math.min(2 * backoff, MAX_BACKOFF_MILLIS);
            refresh();
        }
    }
    System.exit(0);
}

void connect(String device, String credential) {
    int[] size = size();
    String resume = resumeToken.isEmpty() ? "" : "&reconnect_token=" + resumeToken;
    String address = "%s/ws/ssh?credential_id=%s&term=xterm-256color&cols=%d&rows=%d&host=%s&port=%s&session_id=device-%s%s&token=%s"
            .formatted(url.replaceFirst("^http", "ws"), credential, size[0], size[1], field(device, "host"), field(device, "port"),
                    field(device, "id"), resume, accessToken);
    message.reset();
    socket = http.newWebSocketBuilder().buildAsync(URI.create(address), new Frames()).join();
}

/** Until the connection ends or the user leaves. Returns whether there was a shell. */
boolean converse() throws Exception {
    boolean wasConnected = false;
    int[] size = size();
    long pingAt = System.currentTimeMillis() + PING_MILLIS;
    while (state != State.LOST && state != State.LEAVING) {
        Thread.sleep(POLL_MILLIS);
        long now = System.currentTimeMillis();
        if (state == State.CONNECTING && hostKeyPrompt.isEmpty()) {
            askAboutHostKey();
        } else if (state == State.FAILED && !isTerminal) {
            System.exit(1);
        } else if (state == State.CONNECTED) {
            wasConnected = true;
            int[] newSize = size();
            if (!Arrays.equals(size, newSize)) {
                size = newSize;
                send(RESIZE, (byte) (size[0] >> 8), (byte) size[0], (byte) (size[1] >> 8), (byte) size[1]);
            }
            if (isInputOver && now - lastOutputAt > QUIET_MILLIS) {
                state = State.LEAVING;
            }
        }
        if (now >= pingAt) {
            pingAt = now + PING_MILLIS;
            send(PING);
        }
    }
    if (state == State.LEAVING) {
        send(CLOSE);
        socket.abort();
    }
    return wasConnected;
}

synchronized void send(byte type, byte... payload) {
    try {
        socket.sendBinary(ByteBuffer.allocate(payload.length + 1).put(type).put(payload).flip(), true).join();
    } catch (CompletionException e) {
        lost();
    }
}

void lost() {
    state = state == State.LEAVING ? State.LEAVING : State.LOST;
}

class Frames implements WebSocket.Listener {

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean isLast) {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        message.writeBytes(bytes);
        if (isLast && message.size() > 0) {
            byte[] frame = message.toByteArray();
            message.reset();
            receive(frame[0], ByteBuffer.wrap(frame, 1, frame.length - 1));
        }
        from.request(1);
        return null;
    }

    void receive(byte type, ByteBuffer payload) {
        lastOutputAt = System.currentTimeMillis();
        switch (type) {
            case DATA -> {
                System.out.write(payload.array(), payload.position(), payload.remaining());
                System.out.flush();
            }
            case ERROR -> {
                say("\033[31m" + StandardCharsets.UTF_8.decode(payload) + "\033[0m");
                if (state == State.CONNECTING) {
                    state = State.FAILED;
                    say(isTerminal ? "Enter tries again, Ctrl-C leaves." : "");
                }
            }
            case RECONNECT -> resumeToken = new UUID(payload.getLong(), payload.getLong()).toString();
            case SESSION_INFO -> {
                state = State.CONNECTED;
                if (isTerminal) {
                    stty("raw -echo");
                }
            }
            case CLOSE -> state = State.LEAVING;
            default -> {} // a pong
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        lost();
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        lost();
    }
}

// --- keyboard and screen

void readKeys() {
    byte[] keys = new byte[4096];
    try {
        while (true) {
            // What is piped in waits for the shell, or for the question that it answers.
            while (state != State.CONNECTED && state != State.FAILED && hostKeyPrompt.isEmpty()) {
                Thread.sleep(50);
            }
            if (!hostKeyPrompt.isEmpty()) {
                answerAboutHostKey();
                continue;
            }
            int count = System.in.read(keys);
            isInputOver = count < 0;
            if (isInputOver) {
                return;
            } else if (isTerminal && count == 1 && keys[0] == LEAVE) {
                state = State.LEAVING;
            } else if (state == State.CONNECTED) {
                send(DATA, Arrays.copyOf(keys, count));
            } else if (state == State.FAILED) {
                socket.abort();
                lost();
            }
        }
    } catch (Exception e) {
        say("The keyboard is gone: " + e.getMessage());
        state = State.LEAVING;
    }
}

void askAboutHostKey() throws Exception {
    for (String prompt : objects(call("GET", "/api/host-keys/prompts", "")).stream().limit(1).toList()) {
        String device = field(prompt, "host") + " port " + field(prompt, "port");
        say(field(prompt, "is_changed_key").equals("true")
                ? "WARNING: the host key of " + device + " was " + field(prompt, "previous_fingerprint") + " and has CHANGED to"
                : "The host key of " + device + " is not known yet. It is");
        System.out.print(field(prompt, "fingerprint") + "\r\nConnect? (yes/no) ");
        System.out.flush();
        hostKeyPrompt = field(prompt, "id");
    }
}

/** Reads one line; nothing of it is for the device. */
void answerAboutHostKey() throws Exception {
    StringBuilder answer = new StringBuilder();
    for (int key = System.in.read(); key >= 0 && key != '\n' && key != '\r'; key = System.in.read()) {
        answer.append((char) key);
    }
    boolean isYes = answer.toString().strip().equalsIgnoreCase("yes");
    call("POST", "/api/host-keys/prompts/" + hostKeyPrompt + (isYes ? "/approve" : "/reject"), "");
    hostKeyPrompt = "";
}

void say(String text) {
    System.out.print("\r\n" + text + "\r\n");
    System.out.flush();
}

IllegalStateException fail(String text) {
    System.err.println(text);
    System.exit(2);
    return new IllegalStateException(text);
}

/** Columns and rows. */
int[] size() {
    String[] rowsAndColumns = isTerminal ? stty("size").strip().split(" ") : new String[] {"24", "80"};
    return new int[] {Integer.parseInt(rowsAndColumns[1]), Integer.parseInt(rowsAndColumns[0])};
}

String stty(String arguments) {
    try {
        Process process = new ProcessBuilder("sh", "-c", "stty " + arguments + " </dev/tty").start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
        throw new UncheckedIOException(e);
    }
}

// --- HTTP and as much of JSON as an example needs

void keep(String tokens) {
    accessToken = field(tokens, "access_token");
    refreshToken = field(tokens, "refresh_token");
}

void refresh() throws Exception {
    try {
        keep(call("POST", "/api/auth/refresh", "{\"refresh_token\":" + quoted(refreshToken) + "}"));
    } catch (IOException e) {
        say("The controller does not answer: " + e);
    }
}

String call(String method, String path, String body) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    if (!accessToken.isEmpty() && !path.equals("/api/auth/refresh")) {
        request.header("Authorization", "Bearer " + accessToken);
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 500) {
        throw new IOException(field(answer.body(), "error")); // perhaps it is just starting
    } else if (answer.statusCode() >= 400) {
        throw fail("%s %s: %d %s".formatted(method, path, answer.statusCode(), field(answer.body(), "error")));
    }
    return answer.body();
}

/** The objects in {@code json} that hold no further ones. */
static List<String> objects(String json) {
    return Pattern.compile("\\{(?:[^{}\"]++|\"(?:[^\"\\\\]++|\\\\.)*+\")*+\\}").matcher(json).results().map(MatchResult::group).toList();
}

/** A field's text; empty when it is missing or null. */
static String field(String json, String name) {
    Matcher field = Pattern.compile("\"" + name + "\"\\s*:\\s*(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|([^\\s,}\\]]++))").matcher(json);
    String value = !field.find() ? "" : field.group(1) != null ? field.group(1).replaceAll("\\\\(.)", "$1") : field.group(2);
    return value.equals("null") ? "" : value;
}

static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
}

static SSLContext trusting(Path ca) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null);
    try (InputStream in = Files.newInputStream(ca)) {
        trusted.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
}
