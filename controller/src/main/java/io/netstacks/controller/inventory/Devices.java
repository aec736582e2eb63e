package io.netstacks.controller.inventory;

import io.netstacks.controller.audit.AuditEvent;
import io.netstacks.controller.audit.AuditLog;
import io.netstacks.controller.auth.Caller;
import io.netstacks.controller.web.ApiException;
import io.netstacks.controller.web.JsonBody;
import io.netstacks.controller.web.Page;
import io.netstacks.controller.web.Paging;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** The inventory. Everybody who may see devices sees all of them: there is one organisation. */
@Component
public class Devices {

    private final DeviceStore store;
    private final AuditLog audit;
    private final TransactionalOperator transaction;

    Devices(DeviceStore store, AuditLog audit, TransactionalOperator transaction) {
        this.store = store;
        this.audit = audit;
        this.transaction = transaction;
    }

    /** The device as it is now, or empty. Callers check permissions. */
    public Mono<Device> find(UUID id) {
        return store.find(id);
    }

    Mono<Page<Device>> browse(DeviceFilter filter, Paging paging) {
        return store.browse(filter, paging);
    }

    Mono<Device> create(Caller caller, JsonBody body) {
        return Mono.fromSupplier(() -> DeviceForm.create(body, UUID.randomUUID(), now()))
                .flatMap(store::insert)
                .flatMap(device ->
                        audit.append(event(caller, "device.created", device)).thenReturn(device))
                .as(transaction::transactional);
    }

    Mono<Device> change(Caller caller, UUID id, JsonBody body) {
        return store.lock(id)
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("device")))
                .flatMap(old -> store.update(DeviceForm.change(body, old, now()))
                        .flatMap(device -> audit.append(event(caller, "device.changed", device)
                                        .with("moved", device.isElsewhereThan(old)))
                                .thenReturn(device)))
                .as(transaction::transactional);
    }

    Mono<Void> delete(Caller caller, UUID id) {
        return store.delete(id)
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("device")))
                .flatMap(device -> audit.append(event(caller, "device.deleted", device)))
                .as(transaction::transactional);
    }

    private static AuditEvent event(Caller caller, String type, Device device) {
        return caller.did(type)
                .on("device", device.id())
                .with("name", device.name())
                .with("host", device.host())
                .with("port", device.port());
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
