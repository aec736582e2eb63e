package io.netstacks.controller.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class SchemaIT {

    @Test
    void theSchemaAppliesToAnEmptyDatabase() throws Exception {
        try (Connection connection = TestDatabase.migrated().connect();
                Statement statement = connection.createStatement();
                ResultSet tables = statement.executeQuery(
                        "select count(*) from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'")) {
            tables.next();
            assertThat(tables.getInt(1)).isGreaterThan(10);
        }
    }
}
