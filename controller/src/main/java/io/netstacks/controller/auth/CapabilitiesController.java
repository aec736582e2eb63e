package io.netstacks.controller.auth;

import io.netstacks.controller.environment.InstanceSettings;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What this controller can do and what the caller may do (terminal contract C08): the client shows its views by it. */
@RestController
class CapabilitiesController {

    /** The client's names of what is built here; a name is added when its feature works, not before. */
    private static final List<Feature> BUILT = Stream.of("central_ssh", "rbac", "audit_logging")
            .map(name -> new Feature(name, true))
            .toList();

    /** Until the licence part exists nothing is limited (design §8.5). */
    private static final String TIER = "enterprise";

    record Feature(String name, boolean enabled) {}

    record Capabilities(
            String version,
            String licenseTier,
            String instanceName,
            List<Feature> features,
            List<String> plugins,
            Set<String> permissions) {}

    private final InstanceSettings instance;

    CapabilitiesController(InstanceSettings instance) {
        this.instance = instance;
    }

    @GetMapping("/api/capabilities")
    @Access(signedIn = true)
    Mono<Capabilities> capabilities(@AuthenticationPrincipal CurrentUser user) {
        return Mono.just(new Capabilities("1.0", TIER, instance.name(), BUILT, List.of(), user.permissions()));
    }
}
