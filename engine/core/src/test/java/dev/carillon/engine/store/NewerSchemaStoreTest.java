package dev.carillon.engine.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.store.jdbc.Database;
import dev.carillon.engine.store.jdbc.NewerSchema;
import dev.carillon.testkit.TestDatabase;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A program that is older than the schema it finds.
class NewerSchemaStoreTest {
    @ParameterizedTest
    @EnumSource
    void aProgramThatIsOlderThanTheSchemaIsRefused(TestDatabase kind) throws Exception {
        var place = kind.fresh();
        var config = StoreKind.config(place, 4);
        Database.open(config).close();
        new EarlierSchema(place).claimVersion("9999");

        assertThatThrownBy(() -> Database.open(config))
                .isInstanceOf(CarillonException.class)
                .hasCauseInstanceOf(NewerSchema.class)
                .hasMessageContaining("newer Carillon")
                .hasMessageContaining("9999");
    }
}
