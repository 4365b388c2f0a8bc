package dev.carillon.engine.store.jdbc;

import dev.carillon.api.BulkAction;
import dev.carillon.engine.store.BulkTable;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

final class JdbcBulk extends JdbcTable implements BulkTable {
    private static final int MOST_SKIPPED = 10_000;
    private static final int MOST_REFUSAL = 500;
    private static final String INSERT =
            """
            INSERT INTO bulk (id, action, created_us, created_by, runs, more, skipped, done)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String FIND =
            """
            SELECT id, action, created_us, created_by, runs, more, skipped, done, undone FROM bulk WHERE id = ?
            """;
    private static final String KEEP =
            """
            INSERT INTO bulk_run (bulk_id, number, run_id, made, refusal) VALUES (?, ?, ?, ?, ?)
            """;
    private static final String DONE =
            """
            UPDATE bulk SET done = ? WHERE id = ? AND done = ?
            """;
    private static final String TURNS =
            """
            SELECT run_id, made, refusal FROM bulk_run WHERE bulk_id = ? AND number >= ? ORDER BY bulk_id, number LIMIT ?
            """;
    private static final String UNDONE = "UPDATE bulk SET undone = ? WHERE id = ?";
    private static final String OLD =
            """
            SELECT id FROM bulk WHERE created_us < ? ORDER BY created_us LIMIT ?
            """;
    private static final String DELETE_RUNS = "DELETE FROM bulk_run WHERE bulk_id = ?";
    private static final String DELETE = "DELETE FROM bulk WHERE id = ?";

    JdbcBulk(Connection connection) {
        super(connection);
    }

    private static byte[] bytes(Collection<UUID> runs) {
        var bytes = ByteBuffer.allocate(runs.size() * 2 * Long.BYTES);
        runs.forEach(
                run ->
                        bytes.putLong(run.getMostSignificantBits())
                                .putLong(run.getLeastSignificantBits()));
        return bytes.array();
    }

    @Override
    public void insert(Plan plan) {
        update(
                INSERT,
                insert -> {
                    insert.setObject(1, plan.id());
                    insert.setString(2, plan.action().name());
                    insert.setLong(3, plan.createdUs());
                    insert.setString(4, plan.createdBy());
                    insert.setBytes(5, bytes(plan.runs()));
                    insert.setBoolean(6, plan.more());
                    insert.setString(7, cut(plan.skipped(), MOST_SKIPPED));
                    insert.setInt(8, plan.done());
                });
    }

    @Override
    public Optional<Plan> find(UUID id) {
        return first(FIND, select -> select.setObject(1, id), JdbcBulk::plan);
    }

    @Override
    public Optional<Plan> lock(UUID id) {
        return first(FIND + " FOR UPDATE", select -> select.setObject(1, id), JdbcBulk::plan);
    }

    private static Plan plan(ResultSet row) throws SQLException {
        return new Plan(
                row.getObject(1, UUID.class),
                BulkAction.valueOf(row.getString(2)),
                row.getLong(3),
                row.getString(4),
                Changes.runs(row.getBytes(5)),
                row.getBoolean(6),
                row.getString(7),
                row.getInt(8),
                nullableInt(row, 9));
    }

    /// A turn with its number.
    private record Numbered(int number, Turn turn) {}

    @Override
    public void keep(UUID plan, int from, List<Turn> turns) {
        var numbered = new ArrayList<Numbered>();
        turns.forEach(turn -> numbered.add(new Numbered(from + numbered.size(), turn)));
        batch(
                KEEP,
                numbered,
                (insert, one) -> {
                    insert.setObject(1, plan);
                    insert.setInt(2, one.number);
                    insert.setObject(3, one.turn.run());
                    insert.setObject(4, one.turn.made(), Types.OTHER);
                    insert.setString(5, cut(one.turn.refusal(), MOST_REFUSAL));
                });
        update(
                DONE,
                update -> {
                    update.setInt(1, from + turns.size());
                    update.setObject(2, plan);
                    update.setInt(3, from);
                });
    }

    @Override
    public List<Turn> turns(UUID plan, int from, int limit) {
        return list(
                TURNS,
                select -> {
                    select.setObject(1, plan);
                    select.setInt(2, from);
                    select.setInt(3, limit);
                },
                row ->
                        new Turn(
                                row.getObject(1, UUID.class),
                                row.getObject(2, UUID.class),
                                row.getString(3)));
    }

    @Override
    public void undone(UUID plan, int count) {
        update(
                UNDONE,
                update -> {
                    update.setInt(1, count);
                    update.setObject(2, plan);
                });
    }

    @Override
    public void prune(long beforeUs, int limit) {
        var old =
                list(
                        OLD,
                        select -> {
                            select.setLong(1, beforeUs);
                            select.setInt(2, limit);
                        },
                        row -> row.getObject(1, UUID.class));
        for (String sql : List.of(DELETE_RUNS, DELETE)) {
            batch(sql, old, (delete, id) -> delete.setObject(1, id));
        }
    }
}
