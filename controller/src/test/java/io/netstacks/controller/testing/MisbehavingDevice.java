package io.netstacks.controller.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.keyboard.InteractiveChallenge;
import org.apache.sshd.server.auth.keyboard.KeyboardInteractiveAuthenticator;
import org.apache.sshd.server.auth.keyboard.PromptEntry;
import org.apache.sshd.server.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.session.ServerSession;

/** Devices that do what devices should not: made with sockets where the wire matters, with MINA's server where SSH must work first. */
public final class MisbehavingDevice implements AutoCloseable {

    public static final String PASSWORD = "canary-misbehaving";

    private final int port;
    private final AutoCloseable server;

    private MisbehavingDevice(int port, AutoCloseable server) {
        this.port = port;
        this.server = server;
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Accepts connections and says nothing. */
    public static MisbehavingDevice silent() {
        return onSocket(socket -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()));
    }

    /** Identifies itself as SSH and says nothing more. */
    public static MisbehavingDevice silentAfterBanner() {
        return onSocket(socket -> {
            socket.getOutputStream().write("SSH-2.0-Silent\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        });
    }

    /** Identifies itself and hangs up when it has seen our side of the key exchange. */
    public static MisbehavingDevice closingDuringKeyExchange() {
        return onSocket(socket -> {
            socket.getOutputStream().write("SSH-2.0-Closing\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readNBytes(64);
        });
    }

    /** Speaks, but not SSH; with control characters and the word that the terminal client takes for a failed login. */
    public static MisbehavingDevice speakingHttp() {
        return onSocket(socket -> {
            InputStream in = socket.getInputStream();
            in.readNBytes(4);
            socket.getOutputStream()
                    .write("HTTP/1.1 401 Unauthorized\u001b[31m\r\n\r\n"
                            .repeat(1000)
                            .getBytes(StandardCharsets.US_ASCII));
            in.transferTo(OutputStream.nullOutputStream());
        });
    }

    /** Does not even accept: the kernel's queue of connections is full, further SYNs are dropped. */
    public static MisbehavingDevice blackHole() {
        try {
            ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            List<Socket> fillers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Socket filler = new Socket();
                fillers.add(filler);
                try {
                    filler.connect(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort()), 200);
                } catch (IOException full) {
                    break;
                }
            }
            return new MisbehavingDevice(listener.getLocalPort(), () -> {
                for (Socket filler : fillers) {
                    filler.close();
                }
                listener.close();
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Conversation {
        void with(Socket socket) throws IOException;
    }

    private static MisbehavingDevice onSocket(Conversation conversation) {
        try {
            ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();
            Thread.ofVirtual().start(() -> {
                while (!listener.isClosed()) {
                    try {
                        Socket socket = listener.accept();
                        sockets.add(socket);
                        Thread.ofVirtual().start(() -> {
                            try (socket) {
                                conversation.with(socket);
                            } catch (IOException gone) {
                                // The other side hung up, or the test is over.
                            }
                        });
                    } catch (IOException closed) {
                        return;
                    }
                }
            });
            return new MisbehavingDevice(listener.getLocalPort(), () -> {
                listener.close();
                for (Socket socket : sockets) {
                    socket.close();
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A MINA server that takes {@link #PASSWORD}; the tests change what they need before it starts. */
    public static SshServer server(KeyPair hostKey) {
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPasswordAuthenticator((_, password, _) -> PASSWORD.equals(password));
        server.setUserAuthFactories(List.of(UserAuthPasswordFactory.INSTANCE));
        return server;
    }

    public static MisbehavingDevice start(SshServer server) {
        try {
            server.start();
            return new MisbehavingDevice(server.getPort(), () -> server.stop(true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers a password when the test says so, as a slow AAA server does; who gets in is greeted with "welcome". */
    public static MisbehavingDevice hesitating(KeyPair hostKey, SlowAnswers answers) {
        SshServer server = server(hostKey);
        server.setPasswordAuthenticator((_, _, _) -> answers.answer());
        server.addSessionListener(new SessionListener() {
            @Override
            public void sessionEvent(Session session, Event event) {
                if (event == Event.KeyEstablished) {
                    answers.connections.add(session);
                }
            }

            @Override
            public void sessionClosed(Session session) {
                answers.connections.remove(session);
            }
        });
        server.setShellFactory(_ -> new Shell() {
            @Override
            void run(OutputStream out) throws IOException {
                out.write("welcome\r\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        });
        return start(server);
    }

    /** What a {@link #hesitating} device is asked, and what it says. */
    public static final class SlowAnswers {

        private final BlockingQueue<Boolean> answers = new LinkedBlockingQueue<>();
        private final Set<Session> connections = ConcurrentHashMap.newKeySet();
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger mostAtOnce = new AtomicInteger();

        /** Answers a login that waits, or the next one. */
        public void say(boolean accepted) {
            answers.add(accepted);
        }

        /** Connections of now that have come as far as a login. */
        public int connected() {
            return connections.size();
        }

        /** Passwords so far. */
        public int asked() {
            return asked.get();
        }

        public int mostAtOnce() {
            return mostAtOnce.get();
        }

        private boolean answer() {
            asked.incrementAndGet();
            mostAtOnce.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                return answers.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            } finally {
                now.decrementAndGet();
            }
        }
    }

    /** Hangs up on whoever sends a password. */
    public static MisbehavingDevice closingDuringLogin(KeyPair hostKey) {
        SshServer server = server(hostKey);
        server.setPasswordAuthenticator((_, _, session) -> {
            session.close(true);
            return false;
        });
        return start(server);
    }

    /** Lets everybody in and gives nobody a shell. */
    public static MisbehavingDevice refusingShells(KeyPair hostKey) {
        return start(server(hostKey));
    }

    /** Reads nothing that is typed, so that its window fills; sends {@code greeting} first. */
    public static MisbehavingDevice neverReading(KeyPair hostKey, String greeting) {
        SshServer server = server(hostKey);
        server.setShellFactory(_ -> new Shell() {
            @Override
            void run(OutputStream out) throws IOException {
                out.write(greeting.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        });
        return start(server);
    }

    /** Has no password method, only questions. */
    public static MisbehavingDevice asking(KeyPair hostKey, AtomicInteger answers, String... questions) {
        SshServer server = server(hostKey);
        server.setUserAuthFactories(List.of(UserAuthKeyboardInteractiveFactory.INSTANCE));
        server.setKeyboardInteractiveAuthenticator(new KeyboardInteractiveAuthenticator() {
            @Override
            public InteractiveChallenge generateChallenge(
                    ServerSession session, String username, String lang, String subMethods) {
                InteractiveChallenge challenge = new InteractiveChallenge();
                challenge.setInteractionName("");
                challenge.setInteractionInstruction("");
                challenge.setLanguageTag("");
                for (String question : questions) {
                    challenge.addPrompt(new PromptEntry(question, question.startsWith("shown")));
                }
                return challenge;
            }

            @Override
            public boolean authenticate(ServerSession session, String username, List<String> responses) {
                answers.incrementAndGet();
                return responses.equals(List.of(PASSWORD));
            }
        });
        server.setShellFactory(_ -> new Shell() {
            @Override
            void run(OutputStream out) throws IOException {
                out.write("welcome\r\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        });
        return start(server);
    }

    /** Disconnects with a text of its own choice instead of answering the login. */
    public static MisbehavingDevice disconnectingWith(KeyPair hostKey, String text) {
        SshServer server = server(hostKey);
        server.setPasswordAuthenticator((_, _, session) -> {
            try {
                session.disconnect(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return false;
        });
        return start(server);
    }

    public static KeyPair hostKey() {
        try {
            return SecurityUtils.getKeyPairGenerator("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A shell that writes something and then stays without reading. */
    private abstract static class Shell implements Command {

        private final CountDownLatch over = new CountDownLatch(1);
        private OutputStream out;

        abstract void run(OutputStream out) throws IOException;

        @Override
        public void setInputStream(InputStream in) {}

        @Override
        public void setOutputStream(OutputStream out) {
            this.out = out;
        }

        @Override
        public void setErrorStream(OutputStream err) {}

        @Override
        public void setExitCallback(ExitCallback callback) {}

        @Override
        public void start(ChannelSession channel, Environment env) {
            Thread.ofVirtual().start(() -> {
                try {
                    run(out);
                    over.await();
                } catch (IOException | InterruptedException end) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        @Override
        public void destroy(ChannelSession channel) {
            over.countDown();
        }
    }
}
