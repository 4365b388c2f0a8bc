package dev.carillon.engine.store.jdbc;

import dev.carillon.engine.store.GateTable;

import java.sql.Connection;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
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
    private static final String LOCK_ALL =
            """
            SELECT job_id, active, waiting FROM job_gate WHERE job_id = ANY(?) ORDER BY job_id FOR UPDATE
            """;
    private static final String SAVE =
            """
            UPDATE job_gate SET active = ?, waiting = ? WHERE job_id = ?
            """;

    private final Dialect dialect;

    JdbcGates(Connection connection, Dialect dialect) {
        super(connection);
        this.dialect = dialect;
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
    public Map<UUID, GateRow> lock(Collection<UUID> jobs) {
        var locked = new HashMap<UUID, GateRow>();
        if (jobs.isEmpty()) {
            return locked;
        }
        if (!dialect.takesArrays()) {
            new TreeSet<>(jobs).forEach(job -> lock(job).ifPresent(row -> locked.put(job, row)));
            return locked;
        }
        list(
                LOCK_ALL,
                select -> setIds(select, 1, jobs),
                row ->
                        locked.put(
                                row.getObject(1, UUID.class),
                                new GateRow(row.getInt(2), row.getInt(3))));
        return locked;
    }

    @Override
    public void save(Map<UUID, GateRow> gates) {
        batch(
                dialect,
                SAVE,
                List.copyOf(gates.entrySet()),
                List.of(
                        Column.small(gate -> gate.getValue().active()),
                        Column.small(gate -> gate.getValue().waiting()),
                        Column.uuid(Map.Entry::getKey)));
    }
}
