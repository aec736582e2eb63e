package io.netstacks.controller.inventory;

import io.netstacks.controller.auth.Access;
import io.netstacks.controller.auth.Caller;
import io.netstacks.controller.auth.CurrentUser;
import io.netstacks.controller.auth.Organisation;
import io.netstacks.controller.auth.Permission;
import io.netstacks.controller.web.ApiException;
import io.netstacks.controller.web.JsonBody;
import io.netstacks.controller.web.Page;
import io.netstacks.controller.web.Paging;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** The devices as the terminal client (contract C12, C13) and administrators see them. */
@RestController
@RequestMapping("/api/devices")
class DeviceController {

    private static final int DEFAULT_LIMIT = 50;
    /** The terminal client asks for this many and never for a second page (contract C12). */
    private static final int MAX_LIMIT = 1000;

    private final Devices devices;

    DeviceController(Devices devices) {
        this.devices = devices;
    }

    @GetMapping("/browse")
    @Access(permission = Permission.DEVICES_READ)
    Mono<Page<DeviceAnswer>> browse(
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "offset", required = false) @Nullable Integer offset,
            @RequestParam(name = "source", required = false) @Nullable String source,
            @RequestParam(name = "device_type", required = false) @Nullable String deviceType,
            @RequestParam(name = "site", required = false) @Nullable String site,
            @RequestParam(name = "search", required = false) @Nullable String search) {
        return devices.browse(
                        new DeviceFilter(source, deviceType, site, search),
                        Paging.of(limit, offset, DEFAULT_LIMIT, MAX_LIMIT))
                .map(page -> page.map(DeviceAnswer::of));
    }

    @GetMapping("/{id}")
    @Access(permission = Permission.DEVICES_READ)
    Mono<DeviceAnswer> get(@PathVariable UUID id) {
        return devices.find(id).map(DeviceAnswer::of).switchIfEmpty(Mono.error(() -> ApiException.notFound("device")));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Access(permission = Permission.DEVICES_MANAGE)
    Mono<DeviceAnswer> create(
            @AuthenticationPrincipal CurrentUser user, @RequestBody JsonNode body, ServerHttpRequest request) {
        return devices.create(Caller.of(user, request), JsonBody.of(body)).map(DeviceAnswer::of);
    }

    @PutMapping("/{id}")
    @Access(permission = Permission.DEVICES_MANAGE)
    Mono<DeviceAnswer> change(
            @AuthenticationPrincipal CurrentUser user,
            @PathVariable UUID id,
            @RequestBody JsonNode body,
            ServerHttpRequest request) {
        return devices.change(Caller.of(user, request), id, JsonBody.of(body)).map(DeviceAnswer::of);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(permission = Permission.DEVICES_MANAGE)
    Mono<Void> delete(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id, ServerHttpRequest request) {
        return devices.delete(Caller.of(user, request), id);
    }

    /** The client's Device shape (contract §2A): it lower-cases name, host, type and source, and needs an array of commands. */
    record DeviceAnswer(
            UUID id,
            UUID orgId,
            String name,
            String host,
            int port,
            String deviceType,
            @Nullable String description,
            @Nullable String manufacturer,
            @Nullable String model,
            @Nullable String platform,
            @Nullable String site,
            String source,
            @Nullable UUID defaultCredentialId,
            @Nullable UUID snmpCredentialId,
            List<String> connectCommands,
            Instant createdAt,
            Instant updatedAt) {

        static DeviceAnswer of(Device device) {
            return new DeviceAnswer(
                    device.id(),
                    Organisation.ID,
                    device.name(),
                    device.host(),
                    device.port(),
                    device.deviceType(),
                    device.description(),
                    device.manufacturer(),
                    device.model(),
                    device.platform(),
                    device.site(),
                    device.source(),
                    null,
                    null,
                    List.of(),
                    device.createdAt(),
                    device.updatedAt());
        }
    }
}
