package dev.carillon.engine.store.jdbc;

import dev.carillon.engine.store.GateTable;

import java.sql.Connection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

final class JdbcGates extends JdbcTable implements GateTable {
    private static final String CREATE =
            """
            INSERT INTO job_gate (job_id, active, waiting) VALUES (?, 0, 0)
            """;
    private static final String LOCK =
            """
            SELECT active, waiting FROM job_gate WHERE job_id = ? FOR UPDATE
            """;
    private static final String SAVE =
            """
            UPDATE job_gate SET active = ?, waiting = ? WHERE job_id = ?
            """;

    JdbcGates(Connection connection) {
        super(connection);
    }

    @Override
    public void create(UUID job) {
        update(CREATE, insert -> insert.setObject(1, job));
    }

    @Override
    public Optional<GateRow> lock(UUID job) {
        return first(
                LOCK,
                select -> select.setObject(1, job),
                row -> new GateRow(row.getInt(1), row.getInt(2)));
    }

    @Override
    public void save(Map<UUID, GateRow> gates) {
        batch(
                SAVE,
                gates.entrySet(),
                (update, gate) -> {
                    update.setInt(1, gate.getValue().active());
                    update.setInt(2, gate.getValue().waiting());
                    update.setObject(3, gate.getKey());
                });
    }
}
