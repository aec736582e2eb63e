package io.netstacks.controller.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the HTTP API, as a script would be one: JSON in, JSON out, a bearer token once signed in. It trusts every certificate. */
public final class ApiClient {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .sslContext(trustingAll())
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    /** What came back. */
    public record Answer(int status, Map<String, String> headers, String body) {

        public JsonNode json() {
            return JSON.readTree(body);
        }

        /** The text at a JSON pointer such as {@code /user/id}; null when there is none. */
        public String text(String pointer) {
            return json().at(pointer).stringValue(null);
        }

        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase()));
        }
    }

    private final String baseUrl;
    private final String token;

    public ApiClient(String baseUrl) {
        this(baseUrl, null);
    }

    private ApiClient(String baseUrl, String token) {
        this.baseUrl = baseUrl;
        this.token = token;
    }

    /** A client that is signed in; fails when the login does. */
    public ApiClient login(String username, String password) {
        Answer answer =
                new ApiClient(baseUrl).post("/api/auth/login", Map.of("username", username, "password", password));
        if (answer.status() != 200) {
            throw new AssertionError("Login of " + username + " failed: " + answer);
        }
        return withToken(answer.text("/access_token"));
    }

    /** The same client with another access token, or with none. */
    public ApiClient withToken(String accessToken) {
        return new ApiClient(baseUrl, accessToken);
    }

    /** The same sign-in at another address of the same cluster. */
    public ApiClient withBase(String otherBaseUrl) {
        return new ApiClient(otherBaseUrl, token);
    }

    public String token() {
        return token;
    }

    public String baseUrl() {
        return baseUrl;
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    /** @param body anything that becomes JSON; a String is sent as it is; null sends no body */
    public Answer post(String path, Object body) {
        return send("POST", path, body);
    }

    public Answer put(String path, Object body) {
        return send("PUT", path, body);
    }

    /** @param headers names and values in turn; they come on top of what the client sends by itself */
    public Answer send(String method, String path, Object body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(baseUrl + path)).timeout(TIMEOUT);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            String text = body instanceof String string ? string : JSON.writeValueAsString(body);
            request.method(method, HttpRequest.BodyPublishers.ofString(text))
                    .setHeader("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            Map<String, String> flat = new TreeMap<>();
            response.headers().map().forEach((name, values) -> flat.put(name.toLowerCase(), String.join(", ", values)));
            if (!path.endsWith("/reveal")) {
                Canaries.watch("the answer to " + method + " " + path, flat + " " + response.body());
            }
            return new Answer(response.statusCode(), flat, response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** For tests of TLS ports with certificates of their own making. */
    public static SSLContext trustingAll() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The extended form also switches off the host name check. */
    private static final class TrustAll extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
