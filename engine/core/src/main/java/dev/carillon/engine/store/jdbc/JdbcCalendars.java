package dev.carillon.engine.store.jdbc;

import dev.carillon.engine.store.CalendarTable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

final class JdbcCalendars extends JdbcTable implements CalendarTable {
    private static final String COLUMNS =
            "SELECT name, revision, definition, updated_us, updated_by FROM calendar";
    private static final String ALL = COLUMNS + " ORDER BY name";
    private static final String FIND = COLUMNS + " WHERE name = ?";
    private static final String UPDATE =
            """
            UPDATE calendar SET revision = ?, definition = ?, updated_us = ?, updated_by = ? WHERE name = ?
            """;
    private static final String INSERT =
            """
            INSERT INTO calendar (revision, definition, updated_us, updated_by, name) VALUES (?, ?, ?, ?, ?)
            """;
    private static final String DELETE = "DELETE FROM calendar WHERE name = ?";
    private static final String USE =
            """
            INSERT INTO calendar_use (calendar, job_id) VALUES (?, ?)
            """;
    private static final String USE_NONE = "DELETE FROM calendar_use WHERE job_id = ?";
    private static final String USED_BY =
            """
            SELECT job_id FROM calendar_use WHERE calendar = ? ORDER BY calendar, job_id
            """;
    private static final String SETTING = "SELECT content FROM setting WHERE name = ?";
    private static final String UPDATE_SETTING = "UPDATE setting SET content = ? WHERE name = ?";
    private static final String INSERT_SETTING =
            "INSERT INTO setting (content, name) VALUES (?, ?)";

    JdbcCalendars(Connection connection) {
        super(connection);
    }

    @Override
    public List<CalendarRow> all() {
        return list(ALL, select -> {}, JdbcCalendars::calendar);
    }

    @Override
    public Optional<CalendarRow> find(String name) {
        return first(FIND, select -> select.setString(1, name), JdbcCalendars::calendar);
    }

    private static CalendarRow calendar(ResultSet row) throws SQLException {
        return new CalendarRow(
                row.getString(1),
                row.getLong(2),
                row.getString(3),
                row.getLong(4),
                row.getString(5));
    }

    @Override
    public void save(CalendarRow calendar) {
        if (update(UPDATE, update -> bind(update, calendar)) == 0) {
            update(INSERT, insert -> bind(insert, calendar));
        }
    }

    private static void bind(PreparedStatement statement, CalendarRow calendar)
            throws SQLException {
        statement.setLong(1, calendar.revision());
        statement.setString(2, calendar.definition());
        statement.setLong(3, calendar.updatedUs());
        statement.setString(4, calendar.updatedBy());
        statement.setString(5, calendar.name());
    }

    @Override
    public void delete(String name) {
        update(DELETE, delete -> delete.setString(1, name));
    }

    @Override
    public void use(UUID job, Collection<String> calendars) {
        update(USE_NONE, delete -> delete.setObject(1, job));
        batch(
                USE,
                calendars,
                (insert, calendar) -> {
                    insert.setString(1, calendar);
                    insert.setObject(2, job);
                });
    }

    @Override
    public List<UUID> usedBy(String calendar) {
        return list(
                USED_BY,
                select -> select.setString(1, calendar),
                row -> row.getObject(1, UUID.class));
    }

    @Override
    public Optional<String> setting(String name) {
        return first(SETTING, select -> select.setString(1, name), row -> row.getString(1));
    }

    @Override
    public void set(String name, String content) {
        if (update(UPDATE_SETTING, update -> setting(update, name, content)) == 0) {
            update(INSERT_SETTING, insert -> setting(insert, name, content));
        }
    }

    private static void setting(PreparedStatement statement, String name, String content)
            throws SQLException {
        statement.setString(1, content);
        statement.setString(2, name);
    }
}
