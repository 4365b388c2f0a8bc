package dev.carillon.engine.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.engine.StoreKind;
import dev.carillon.engine.store.StoreFailure;
import dev.carillon.engine.store.jdbc.JdbcTable.Column;
import dev.carillon.testkit.TestDatabase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Few rows are inserted, many are copied; in the table they are the same.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class RowInsertStoreTest {
    private static final int MANY = 50;
    private static final List<String> TEXTS =
            List.of(
                    "plain",
                    "",
                    "\\N",
                    "\\.",
                    "a\tb\nc\rd\\e\\n\b\f\u000b",
                    "'; DROP TABLE sample; --",
                    "Größe 日本 🔥 \u202e");
    private static final RowInsert<Sample> INSERT =
            RowInsert.of(
                    "sample",
                    Column.<Sample>small(Sample::number).as("number"),
                    Column.<Sample>uuid(Sample::id).as("id"),
                    Column.<Sample>text(Sample::text).as("text"),
                    Column.<Sample>number(Sample::big).as("big"),
                    Column.<Sample>flag(Sample::flag).as("flag"));

    private record Sample(
            int number,
            @Nullable UUID id,
            @Nullable String text,
            @Nullable Long big,
            boolean flag) {}

    private static final class Table extends JdbcTable {
        private final Dialect dialect;

        private Table(Connection connection, Dialect dialect) {
            super(connection);
            this.dialect = dialect;
        }

        private void insert(List<Sample> rows) {
            insert(dialect, INSERT, rows);
        }

        private List<Sample> all() {
            return list(
                    "SELECT number, id, text, big, flag FROM sample ORDER BY number",
                    select -> {},
                    row ->
                            new Sample(
                                    row.getInt(1),
                                    row.getObject(2, UUID.class),
                                    row.getString(3),
                                    nullableLong(row, 4),
                                    row.getBoolean(5)));
        }
    }

    private final Dialect dialect;
    private final Database database;
    private final Connection connection;
    private final Table table;

    RowInsertStoreTest(TestDatabase kind) throws SQLException {
        var config = StoreKind.config(StoreKind.withTables(kind), 4);
        dialect = Dialect.of(config.url());
        database = Database.open(config);
        connection = database.dedicated();
        table = new Table(connection, dialect);
    }

    @BeforeEach
    void create() throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE sample (number INT PRIMARY KEY, id UUID, text VARCHAR(1000),"
                            + " big BIGINT, flag BOOLEAN NOT NULL)");
        }
        connection.commit();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    private static List<Sample> samples(int count) {
        var samples = new ArrayList<Sample>();
        for (int number = 0; number < count; number++) {
            samples.add(
                    new Sample(
                            number,
                            number % 3 == 0 ? null : new UUID(number, -number),
                            number % 8 == 7 ? null : TEXTS.get(number % 8),
                            number % 5 == 0 ? null : Long.MIN_VALUE + number,
                            number % 2 == 0));
        }
        return samples;
    }

    @Test
    void whateverIsWrittenIsReadAgain() throws SQLException {
        for (int count : new int[] {0, 1, 2, 3, MANY}) {
            var samples = samples(count);
            table.insert(samples);
            assertThat(table.all()).isEqualTo(samples);
            connection.rollback();
        }
    }

    @Test
    void aRowThatIsThereAlreadyIsADuplicateAndNoneIsStored() throws SQLException {
        for (int count : new int[] {2, MANY}) {
            var samples = new ArrayList<>(samples(count));
            samples.add(samples.getFirst());

            assertThatExceptionOfType(StoreFailure.class)
                    .isThrownBy(() -> table.insert(samples))
                    .matches(failure -> failure.kind() == StoreFailure.Kind.DUPLICATE);

            connection.rollback();
            assertThat(table.all()).isEmpty();
            table.insert(samples(count));
            assertThat(table.all()).hasSize(count);
            connection.rollback();
        }
    }

    @Test
    void aTextThatIsTooLongIsTheFaultOfTheData() throws SQLException {
        for (int count : new int[] {0, MANY}) {
            var samples = new ArrayList<>(samples(count));
            samples.add(new Sample(count, null, "x".repeat(2_000), null, false));

            assertThatExceptionOfType(StoreFailure.class)
                    .isThrownBy(() -> table.insert(samples))
                    .matches(failure -> failure.kind() == StoreFailure.Kind.DATA);
            connection.rollback();
        }
    }
}
