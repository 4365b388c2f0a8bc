package dev.carillon.engine.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;

import dev.carillon.engine.store.EarlierSchema;
import dev.carillon.testkit.TestDatabase;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.sql.SQLException;

class SchemaHistoryStoreTest {
    private static HikariDataSource source(TestDatabase.Place place) {
        var source = new HikariDataSource();
        source.setJdbcUrl(place.url());
        source.setUsername(place.user());
        source.setPassword(place.password());
        source.setMaximumPoolSize(2);
        return source;
    }

    /// Else each start would ask Flyway.
    @ParameterizedTest
    @EnumSource
    void whatIsKnownIsWhatFlywayWrites(TestDatabase kind) {
        var place = kind.fresh();
        var dialect = Dialect.of(place.url());
        try (var source = source(place)) {
            assertThat(SchemaHistory.isComplete(source, dialect)).isFalse();

            Schema.migrate(source, dialect);

            assertThat(SchemaHistory.stored(source))
                    .as("the lines that %s-history.txt should have", dialect.folder())
                    .isEqualTo(SchemaHistory.known(dialect));
            assertThat(SchemaHistory.isComplete(source, dialect)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsMissingTooMuchOrFailedIsLeftToFlyway(TestDatabase kind) throws SQLException {
        var earlier = EarlierSchema.on(kind);
        var dialect = Dialect.of(earlier.place().url());
        try (var source = source(earlier.place())) {
            assertThat(SchemaHistory.isComplete(source, dialect)).isFalse();

            Schema.migrate(source, dialect);
            assertThat(SchemaHistory.isComplete(source, dialect)).isTrue();

            change(source, "\"success\" = FALSE");
            assertThat(SchemaHistory.isComplete(source, dialect)).isFalse();

            change(source, "\"success\" = TRUE");
            assertThat(SchemaHistory.isComplete(source, dialect)).isTrue();

            change(source, "\"checksum\" = 7");
            assertThat(SchemaHistory.isComplete(source, dialect)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatANewerProgramDidIsLeftToFlyway(TestDatabase kind) throws SQLException {
        var place = kind.fresh();
        var dialect = Dialect.of(place.url());
        try (var source = source(place)) {
            Schema.migrate(source, dialect);
            new EarlierSchema(place).claimVersion("9999");

            assertThat(SchemaHistory.isComplete(source, dialect)).isFalse();
        }
    }

    private static void change(HikariDataSource source, String what) throws SQLException {
        try (var connection = source.getConnection();
                var update =
                        connection.prepareStatement(
                                "UPDATE \"flyway_schema_history\" SET "
                                        + what
                                        + " WHERE \"version\" = '0006'")) {
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }
}
