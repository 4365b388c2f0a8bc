package dev.carillon.engine.store.jdbc;

import dev.carillon.engine.store.StoreFailure;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;

/// The ways a table runs its statements within a transaction. Every failure is a [StoreFailure].
abstract class JdbcTable {
    // A statement with arrays is planned each time, which takes as long as some that are prepared.
    private static final int FEW = 3;

    private final Connection connection;

    JdbcTable(Connection connection) {
        this.connection = connection;
    }

    /// Sets the parameters of a statement.
    interface Binder {
        void bind(PreparedStatement statement) throws SQLException;
    }

    /// Sets the parameters for one element of a batch.
    interface RowBinder<R> {
        void bind(PreparedStatement statement, R row) throws SQLException;
    }

    /// Makes a value of the current row.
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /// Takes in the current row.
    interface RowsReader {
        void read(ResultSet row) throws SQLException;
    }

    final <T> List<T> list(String sql, Binder binder, Reader<T> reader) {
        try (var statement = connection.prepareStatement(sql)) {
            binder.bind(statement);
            var found = new ArrayList<T>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(reader.read(rows));
                }
            }
            return found;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /// Asks several queries in one message.
    ///
    /// @param sql the queries, with `; ` between them
    /// @param readers read the rows of each
    final void lists(String sql, Binder binder, RowsReader... readers) {
        try (var statement = connection.prepareStatement(sql)) {
            binder.bind(statement);
            boolean more = statement.execute();
            for (var reader : readers) {
                if (!more) {
                    throw new SQLException("no more rows: " + sql);
                }
                try (var rows = statement.getResultSet()) {
                    while (rows.next()) {
                        reader.read(rows);
                    }
                }
                more = statement.getMoreResults();
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    final <T> Optional<T> first(String sql, Binder binder, Reader<T> reader) {
        var found = list(sql, binder, reader);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
    }

    /// @return how many rows were changed
    final int update(String sql, Binder binder) {
        try (var statement = connection.prepareStatement(sql)) {
            binder.bind(statement);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /// Inserts a row whose column `id` the database fills.
    ///
    /// @return the id
    final long insertWithId(String sql, Binder binder) {
        try (var statement = connection.prepareStatement(sql, new String[] {"id"})) {
            binder.bind(statement);
            statement.executeUpdate();
            try (var keys = statement.getGeneratedKeys()) {
                if (!keys.next()) {
                    throw new SQLException("no id: " + sql);
                }
                return keys.getLong(1);
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /// Runs the statement for each element.
    ///
    /// @return positions of the elements that changed a row
    final <R> List<Integer> batch(String sql, Iterable<R> rows, RowBinder<R> binder) {
        try (var statement = connection.prepareStatement(sql)) {
            int added = 0;
            for (var row : rows) {
                binder.bind(statement, row);
                statement.addBatch();
                added++;
            }
            if (added == 0) {
                return List.of();
            }
            int[] counts = statement.executeBatch();
            var hits = new ArrayList<Integer>(counts.length);
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] == 1 || counts[i] == Statement.SUCCESS_NO_INFO) {
                    hits.add(i);
                }
            }
            return hits;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /// The same, answering the elements that changed a row.
    final <R> List<R> hits(String sql, List<R> rows, RowBinder<R> binder) {
        var positions = batch(sql, rows, binder);
        return positions.size() == rows.size()
                ? rows
                : positions.stream().<R>map(rows::get).toList();
    }

    /// Runs an UPDATE for each element, many in one statement where the database takes that better than a batch. No element
    /// may be there twice.
    ///
    /// @param sql sets and compares columns in the order of `columns`
    /// @return the elements that changed a row
    final <R> List<R> hits(Dialect dialect, String sql, List<R> rows, List<Column<R>> columns) {
        var positions = batch(dialect, sql, rows, columns);
        return positions.size() == rows.size()
                ? rows
                : positions.stream().<R>map(rows::get).toList();
    }

    /// The same, answering the positions of those elements.
    final <R> List<Integer> batch(
            Dialect dialect, String sql, List<R> rows, List<Column<R>> columns) {
        if (!dialect.takesArrays() || rows.size() <= FEW) {
            return batch(
                    sql,
                    rows,
                    (statement, row) -> {
                        int at = 1;
                        for (var column : columns) {
                            statement.setObject(at++, column.value.apply(row));
                        }
                    });
        }
        var hits =
                new TreeSet<>(
                        list(
                                arrayForm(sql, columns),
                                statement -> {
                                    dialect.planEachTime(statement);
                                    int at = 1;
                                    for (var column : columns) {
                                        column.set(statement, at++, rows);
                                    }
                                },
                                row -> row.getInt(1)));
        return hits.stream().map(hit -> hit - 1).toList();
    }

    /// Sets values as one parameter, where the database takes that.
    static void setTexts(PreparedStatement statement, int at, Collection<String> values)
            throws SQLException {
        setArray(statement, at, "text", values.toArray(String[]::new));
    }

    /// The same of ids.
    static void setIds(PreparedStatement statement, int at, Collection<UUID> values)
            throws SQLException {
        setArray(statement, at, "uuid", values.toArray(UUID[]::new));
    }

    // Of a class for which the driver knows the binary form.
    private static void setArray(
            PreparedStatement statement, int at, String type, @Nullable Object[] values)
            throws SQLException {
        statement.setArray(at, statement.getConnection().createArrayOf(type, values));
    }

    /// Stores new rows.
    final <R> void insert(Dialect dialect, RowInsert<R> insert, List<R> rows) {
        try {
            insert.into(connection, dialect, rows);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    // "UPDATE t SET a = ? WHERE id = ?" with its parameters taken from rows of arrays. PostgreSQL
    // does not look into an
    // array that a SELECT gives, and takes it for ten rows; for as many as there are it would
    // rather read the whole
    // table than look each row up by its key.
    private static <R> String arrayForm(String sql, List<Column<R>> columns) {
        var names = new ArrayList<String>();
        var arrays = new ArrayList<String>();
        String form = sql;
        for (var column : columns) {
            String name = "given_" + (names.size() + 1);
            names.add(name);
            arrays.add("(SELECT CAST(? AS " + column.type + "[]))");
            form = form.replaceFirst("\\?", name);
        }
        String given =
                "FROM unnest(%s) WITH ORDINALITY AS given (%s, given_at) WHERE "
                        .formatted(String.join(", ", arrays), String.join(", ", names));
        return form.replaceFirst("WHERE ", given) + " RETURNING given_at";
    }

    /// A column of rows to be written or compared.
    ///
    /// @param type as PostgreSQL calls it
    /// @param empty makes an array of the values' class
    record Column<R>(
            String type,
            IntFunction<@Nullable Object[]> empty,
            Function<R, @Nullable Object> value) {
        static <R> Column<R> uuid(Function<R, @Nullable UUID> value) {
            return new Column<>("uuid", UUID[]::new, value::apply);
        }

        static <R> Column<R> text(Function<R, @Nullable String> value) {
            return new Column<>("text", String[]::new, value::apply);
        }

        static <R> Column<R> number(Function<R, @Nullable Long> value) {
            return new Column<>("int8", Long[]::new, value::apply);
        }

        static <R> Column<R> small(Function<R, @Nullable Integer> value) {
            return new Column<>("int4", Integer[]::new, value::apply);
        }

        static <R> Column<R> fraction(Function<R, @Nullable Double> value) {
            return new Column<>("float8", Double[]::new, value::apply);
        }

        static <R> Column<R> flag(Function<R, Boolean> value) {
            return new Column<>("bool", Boolean[]::new, value::apply);
        }

        RowInsert.Named<R> as(String name) {
            return new RowInsert.Named<>(name, this);
        }

        private void set(PreparedStatement statement, int at, List<R> rows) throws SQLException {
            var values = empty.apply(rows.size());
            for (int i = 0; i < values.length; i++) {
                values[i] = value.apply(rows.get(i));
            }
            if (values instanceof @Nullable UUID[] ids) {
                statement.setObject(at, new UuidArray(ids));
            } else {
                setArray(statement, at, type, values);
            }
        }
    }

    static StoreFailure failure(SQLException error) {
        for (var each = error; each != null; each = each.getNextException()) {
            String state = each.getSQLState();
            if (state != null && state.startsWith("23505")) {
                return new StoreFailure(StoreFailure.Kind.DUPLICATE, each.getMessage(), error);
            }
            if (state != null && (state.startsWith("22") || state.startsWith("23"))) {
                return new StoreFailure(StoreFailure.Kind.DATA, each.getMessage(), error);
            }
        }
        return new StoreFailure(StoreFailure.Kind.AWAY, error.getMessage(), error);
    }

    static @Nullable Long nullableLong(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    static @Nullable Integer nullableInt(ResultSet row, int column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }

    static @Nullable String cut(@Nullable String text, int most) {
        if (text == null) {
            return null;
        }
        String clean = text.replace('\0', '\uFFFD');
        return clean.length() <= most ? clean : clean.substring(0, most);
    }
}
