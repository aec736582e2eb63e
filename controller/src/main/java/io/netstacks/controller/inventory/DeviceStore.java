package io.netstacks.controller.inventory;

import io.netstacks.controller.auth.Organisation;
import io.netstacks.controller.storage.SqlParameter;
import io.netstacks.controller.storage.SqlTime;
import io.netstacks.controller.web.ApiException;
import io.netstacks.controller.web.Page;
import io.netstacks.controller.web.Paging;
import io.r2dbc.spi.Readable;
import java.util.Objects;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The table {@code device}. */
@Component
class DeviceStore {

    private static final String COLUMNS = """
            id, name, host, port, device_type, description, manufacturer, model, platform, site, source, created_at, updated_at
            """;

    private final DatabaseClient database;

    DeviceStore(DatabaseClient database) {
        this.database = database;
    }

    Mono<Device> find(UUID id) {
        return one("select " + COLUMNS + " from device where id = :id", id);
    }

    /** The row stays locked until the transaction ends. */
    Mono<Device> lock(UUID id) {
        return one("select " + COLUMNS + " from device where id = :id for update", id);
    }

    /** Empty when there is none, else what was deleted. */
    Mono<Device> delete(UUID id) {
        return one("delete from device where id = :id returning " + COLUMNS, id);
    }

    /** By name. The search looks at every device; with the tens of thousands that an inventory has that takes milliseconds. */
    Mono<Page<Device>> browse(DeviceFilter filter, Paging paging) {
        String where = """
                 from device
                where (:source is null or source = :source)
                  and (:deviceType is null or device_type = :deviceType)
                  and (:site is null or site = :site)
                  and (:search is null or strpos(lower(name), lower(:search)) > 0 or strpos(lower(host), lower(:search)) > 0)
                """;
        Mono<Long> total = database.sql("select count(*) " + where)
                .bindProperties(filter)
                .map(row -> Objects.requireNonNull(row.get(0, Long.class)))
                .one();
        return database.sql("select " + COLUMNS + where + "order by lower(name), id limit :limit offset :offset")
                .bindProperties(filter)
                .bind("limit", paging.limit())
                .bind("offset", paging.offset())
                .map(DeviceStore::device)
                .all()
                .collectList()
                .zipWith(total, (items, count) -> new Page<>(items, count, paging.limit(), paging.offset()));
    }

    /** @throws ApiException through the Mono: 409 DEVICE_NAME_TAKEN */
    Mono<Device> insert(Device device) {
        return bound("""
                        insert into device (id, org_id, name, host, port, device_type, description, manufacturer, model,
                                            platform, site, source, created_at, updated_at)
                        values (:id, :orgId, :name, :host, :port, :deviceType, :description, :manufacturer, :model,
                                :platform, :site, :source, :createdAt, :updatedAt)
                        """, device)
                .bind("orgId", Organisation.ID)
                .bind("source", device.source())
                .bind("createdAt", device.createdAt())
                .then()
                .thenReturn(device)
                .onErrorMap(DuplicateKeyException.class, _ -> nameTaken(device));
    }

    /**
     * A change of host or port clears the device's grants: a trigger does it, so that no way around this class keeps them (design §8.4).
     *
     * @throws ApiException through the Mono: 409 DEVICE_NAME_TAKEN
     */
    Mono<Device> update(Device device) {
        return bound("""
                        update device
                           set name = :name, host = :host, port = :port, device_type = :deviceType, description = :description,
                               manufacturer = :manufacturer, model = :model, platform = :platform, site = :site,
                               updated_at = :updatedAt
                         where id = :id
                        """, device)
                .then()
                .thenReturn(device)
                .onErrorMap(DuplicateKeyException.class, _ -> nameTaken(device));
    }

    private Mono<Device> one(String sql, UUID id) {
        return database.sql(sql).bind("id", id).map(DeviceStore::device).one();
    }

    private GenericExecuteSpec bound(String sql, Device device) {
        return database.sql(sql)
                .bind("id", device.id())
                .bind("name", device.name())
                .bind("host", device.host())
                .bind("port", device.port())
                .bind("deviceType", device.deviceType())
                .bind("description", SqlParameter.text(device.description()))
                .bind("manufacturer", SqlParameter.text(device.manufacturer()))
                .bind("model", SqlParameter.text(device.model()))
                .bind("platform", SqlParameter.text(device.platform()))
                .bind("site", SqlParameter.text(device.site()))
                .bind("updatedAt", device.updatedAt());
    }

    private static ApiException nameTaken(Device device) {
        return ApiException.conflict(
                "DEVICE_NAME_TAKEN",
                "There is already a device named \"%s\". Choose another name.".formatted(device.name()));
    }

    private static Device device(Readable row) {
        return new Device(
                Objects.requireNonNull(row.get("id", UUID.class)),
                Objects.requireNonNull(row.get("name", String.class)),
                Objects.requireNonNull(row.get("host", String.class)),
                Objects.requireNonNull(row.get("port", Integer.class)),
                Objects.requireNonNull(row.get("device_type", String.class)),
                row.get("description", String.class),
                row.get("manufacturer", String.class),
                row.get("model", String.class),
                row.get("platform", String.class),
                row.get("site", String.class),
                Objects.requireNonNull(row.get("source", String.class)),
                SqlTime.of(row, "created_at"),
                SqlTime.of(row, "updated_at"));
    }
}
