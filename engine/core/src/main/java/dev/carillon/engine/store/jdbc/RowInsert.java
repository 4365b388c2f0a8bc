package dev.carillon.engine.store.jdbc;

import dev.carillon.engine.store.jdbc.JdbcTable.Column;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Rows of one table as they are stored when they are new. Each row of a batch costs PostgreSQL a
/// statement, or a part of one that it has to read; many rows are copied instead, for a third of that.
final class RowInsert<R> {
    // Rows that the database takes in while the next are written.
    private static final int PIECE = 250;

    private final List<Column<R>> columns;
    private final String insert;
    private final String copy;

    /// A column with its name.
    record Named<R>(String name, Column<R> column) {}

    private RowInsert(String table, List<Named<R>> columns) {
        this.columns = columns.stream().map(Named::column).toList();
        String names = columns.stream().map(Named::name).collect(Collectors.joining(", "));
        String marks = columns.stream().map(_ -> "?").collect(Collectors.joining(", "));
        insert = "INSERT INTO %s (%s) VALUES (%s)".formatted(table, names, marks);
        copy = "COPY %s (%s) FROM STDIN".formatted(table, names);
    }

    @SafeVarargs
    static <R> RowInsert<R> of(String table, Named<R>... columns) {
        return new RowInsert<>(table, List.of(columns));
    }

    /// Stores them all.
    void into(Connection connection, Dialect dialect, List<R> rows) throws SQLException {
        if (rows.size() < dialect.worthCopying()) {
            insert(connection, rows);
        } else {
            dialect.copy(
                    connection,
                    copy,
                    IntStream.iterate(0, from -> from < rows.size(), from -> from + PIECE)
                            .mapToObj(
                                    from ->
                                            copied(
                                                    rows.subList(
                                                            from,
                                                            Math.min(from + PIECE, rows.size())))));
        }
    }

    private void insert(Connection connection, List<R> rows) throws SQLException {
        try (var statement = connection.prepareStatement(insert)) {
            for (var row : rows) {
                for (int at = 0; at < columns.size(); at++) {
                    statement.setObject(at + 1, columns.get(at).value().apply(row));
                }
                statement.addBatch();
            }
            if (!rows.isEmpty()) {
                statement.executeBatch();
            }
        }
    }

    private byte[] copied(List<R> rows) {
        var text = new StringBuilder(rows.size() * 256);
        for (var row : rows) {
            for (int at = 0; at < columns.size(); at++) {
                text.append(at == 0 ? "" : "\t");
                append(text, columns.get(at).value().apply(row));
            }
            text.append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder text, @Nullable Object value) {
        if (value == null) {
            text.append("\\N");
        } else if (value instanceof String written) {
            escape(text, written);
        } else {
            text.append(value);
        }
    }

    private static void escape(StringBuilder text, String written) {
        for (int at = 0; at < written.length(); at++) {
            char each = written.charAt(at);
            switch (each) {
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> text.append(each);
            }
        }
    }
}
