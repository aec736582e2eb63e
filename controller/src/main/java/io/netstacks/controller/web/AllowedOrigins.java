package io.netstacks.controller.web;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Whose pages may call the API and open WebSockets: pages of this controller itself, of {@code PUBLIC_URL}, and of {@code ALLOWED_ORIGINS}. Browsers put
 * the page's origin into the request; whatever sends none is not a browser and is judged by its token alone.
 */
@Component
public class AllowedOrigins {

    private final Set<String> listed;

    AllowedOrigins(AllowedSettings allowed, PublicSettings own) {
        this.listed = Stream.concat(
                        allowed.all().stream(), Stream.ofNullable(own.url()).map(Origin::normalised))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * @param origin the request's Origin header, null when it has none
     * @param hostHeader the request's Host header: an origin of the same host and port is our own
     */
    public boolean allows(@Nullable String origin, @Nullable String hostHeader) {
        if (origin == null) {
            return true;
        }
        String normalised = Origin.normalised(origin);
        return listed.contains(normalised) || isOwn(normalised, hostHeader);
    }

    /** The scheme may differ: TLS can end at a proxy in front of us. */
    private static boolean isOwn(String origin, @Nullable String hostHeader) {
        if (hostHeader == null) {
            return false;
        }
        String host = hostHeader.toLowerCase(Locale.ROOT);
        return Stream.of("https", "http")
                .anyMatch(scheme -> origin.equals(scheme + "://" + Origin.withoutDefaultPort(scheme, host)));
    }
}
