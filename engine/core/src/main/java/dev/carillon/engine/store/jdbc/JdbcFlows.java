package dev.carillon.engine.store.jdbc;

import dev.carillon.engine.store.FlowTable;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.Types;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

final class JdbcFlows extends JdbcTable implements FlowTable {
    private static final String INSERT =
            """
            INSERT INTO flow (run_id, rerun_of, rerun_steps) VALUES (?, ?, ?)
            """;
    private static final String LOCK =
            """
            SELECT rerun_of, rerun_steps FROM flow WHERE run_id = ? FOR UPDATE
            """;
    private static final String INSERT_STEP =
            """
            INSERT INTO flow_step (flow, step, run_id) VALUES (?, ?, ?)
            """;
    // The name of a part is in its run too.
    private static final String STEPS =
            JdbcRuns.openColumns()
                    + "WHERE id IN (SELECT run_id FROM flow_step WHERE flow = ?) ORDER BY step";

    JdbcFlows(Connection connection) {
        super(connection);
    }

    @Override
    public void insert(UUID flow, @Nullable UUID rerunOf, Collection<String> rerunSteps) {
        update(
                INSERT,
                insert -> {
                    insert.setObject(1, flow);
                    insert.setObject(2, rerunOf, Types.OTHER);
                    insert.setString(3, String.join(",", rerunSteps));
                });
    }

    @Override
    public Optional<FlowRow> lock(UUID flow) {
        return first(
                LOCK,
                select -> select.setObject(1, flow),
                row -> {
                    String steps = row.getString(2);
                    return new FlowRow(
                            row.getObject(1, UUID.class),
                            steps == null || steps.isEmpty()
                                    ? List.of()
                                    : List.of(steps.split(",", -1)));
                });
    }

    @Override
    public void insertStep(UUID flow, String step, UUID run) {
        update(
                INSERT_STEP,
                insert -> {
                    insert.setObject(1, flow);
                    insert.setString(2, step);
                    insert.setObject(3, run);
                });
    }

    @Override
    public List<StepRun> steps(UUID flow) {
        return list(
                STEPS,
                select -> select.setObject(1, flow),
                row -> {
                    var run = JdbcRuns.openRun(row);
                    return new StepRun(Objects.requireNonNull(run.traits().step()), run);
                });
    }
}
