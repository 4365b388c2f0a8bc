package dev.carillon.engine.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/// Conditions that all hold, with their values in order.
///
/// @param conditions such as `r.due_us >= ?`
record Where(List<String> conditions, List<Object> values) {
    static final Where ANY = new Where(List.of(), List.of());

    Where and(String condition, Object... more) {
        return and(new Where(List.of(condition), List.of(more)));
    }

    Where and(Where other) {
        var all = new ArrayList<>(conditions);
        all.addAll(other.conditions);
        var every = new ArrayList<>(values);
        every.addAll(other.values);
        return new Where(all, every);
    }

    /// A column that has one of the values.
    Where in(String column, Collection<?> anyOf) {
        return and(
                column + " IN (" + String.join(", ", Collections.nCopies(anyOf.size(), "?")) + ")",
                anyOf.toArray());
    }

    boolean isEmpty() {
        return conditions.isEmpty();
    }

    /// As it follows a table; empty for no condition.
    String sql() {
        return isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }

    /// @return number of the next parameter
    int bind(PreparedStatement statement, int from) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(from + i, values.get(i));
        }
        return from + values.size();
    }
}
