package dev.carillon.engine.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.store.jdbc.Database;
import dev.carillon.engine.store.jdbc.NewerSchema;
import dev.carillon.testkit.TestDatabase;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.sql.DriverManager;

/// A program that is older than the schema it finds.
class NewerSchemaStoreTest {
    @ParameterizedTest
    @EnumSource
    void aProgramThatIsOlderThanTheSchemaIsRefused(TestDatabase kind) throws Exception {
        var place = kind.fresh();
        var config = StoreKind.config(place, 4);
        Database.open(config).close();
        try (var connection =
                        DriverManager.getConnection(place.url(), place.user(), place.password());
                var statement = connection.createStatement()) {
            statement.executeUpdate(
                    """
                    INSERT INTO "flyway_schema_history" ("installed_rank", "version", "description", "type",
                        "script", "checksum", "installed_by", "execution_time", "success")
                    VALUES (9999, '9999', 'of the future', 'SQL', 'V9999__of_the_future.sql', 1, 'test', 1, TRUE)
                    """);
        }

        assertThatThrownBy(() -> Database.open(config))
                .isInstanceOf(CarillonException.class)
                .hasCauseInstanceOf(NewerSchema.class)
                .hasMessageContaining("newer Carillon")
                .hasMessageContaining("9999");
    }
}
