package dev.carillon.benchmark.contender;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// What the database can do: rows like those of runs inserted, claimed and completed in batches by plain JDBC, with
/// nothing between. Prints a line for each rate: what it is, a tab, rows a second. Arguments: URL, user and password of
/// an empty database, and how many rows.
public final class FloorMain {
    private static final int BATCH = 500;
    // As many as a machine like that of the published figures has processors.
    private static final int CLAIMERS = 2;

    private final String[] place;
    private final boolean postgres;

    private FloorMain(String[] place) {
        this.place = place;
        postgres = place[0].startsWith("jdbc:postgresql:");
    }

    public static void main(String[] arguments) throws Exception {
        var floor = new FloorMain(arguments);
        int rows = Integer.parseInt(arguments[3]);
        // Left open, so that H2 does not close the file in between.
        try (var connection = floor.connect()) {
            floor.create(connection);
            floor.round(connection, rows);
            var rates = floor.round(connection, rows);
            print("rows inserted", rates.insert);
            print("rows claimed and completed", rates.work);
            print(
                    "rows inserted, claimed and completed",
                    rows / (rows / rates.insert + rows / rates.work));
        }
    }

    private static void print(String what, double rate) {
        System.out.println(what + "\t" + rate);
    }

    /// Rows a second.
    private record Rates(double insert, double work) {}

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(place[0], place[1], place[2]);
    }

    private void create(Connection connection) throws Exception {
        Tables.create(connection, "/contender/floor.sql");
        try (var statement = connection.createStatement()) {
            statement.execute(
                    postgres
                            ? "CREATE INDEX floor_queued ON floor_run (queue_rank, id) WHERE state = 'QUEUED'"
                            : "CREATE INDEX floor_queued ON floor_run (state, queue_rank, id)");
        }
    }

    private Rates round(Connection connection, int rows) throws Exception {
        try (var statement = connection.createStatement()) {
            statement.execute("DELETE FROM floor_run");
            if (postgres) {
                statement.execute("VACUUM ANALYZE floor_run");
            }
        }
        connection.setAutoCommit(false);
        long began = System.nanoTime();
        insert(connection, rows);
        double insert = rows * 1e9 / (System.nanoTime() - began);
        connection.setAutoCommit(true);
        if (postgres) {
            try (var statement = connection.createStatement()) {
                statement.execute("ANALYZE floor_run");
            }
        }
        var done = new AtomicInteger();
        Callable<Void> claimer =
                () -> {
                    work(done);
                    return null;
                };
        began = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(CLAIMERS)) {
            for (var each :
                    threads.invokeAll(
                            IntStream.range(0, postgres ? CLAIMERS : 1)
                                    .mapToObj(_ -> claimer)
                                    .toList())) {
                each.get();
            }
        }
        double work = rows * 1e9 / (System.nanoTime() - began);
        if (done.get() != rows) {
            throw new IllegalStateException(done.get() + " of " + rows + " rows were claimed");
        }
        return new Rates(insert, work);
    }

    private static void insert(Connection connection, int rows) throws SQLException {
        var job = UUID.randomUUID();
        try (var insert =
                connection.prepareStatement(
                        "INSERT INTO floor_run (id, job_id, job_version, job_key, cause, state, due_us, queue,"
                                + " queue_rank, attempt, fence, created_us, parameters)"
                                + " VALUES (?, ?, 1, 'default/nothing', 'MANUAL', 'QUEUED', ?, 'default', ?, 0, 0, ?, '{}')")) {
            for (int row = 0; row < rows; row++) {
                // In order of their making, as ids of runs are.
                insert.setObject(1, new UUID((long) row << 16 | 0x7000, Long.MIN_VALUE | row));
                insert.setObject(2, job);
                insert.setLong(3, row);
                insert.setLong(4, row);
                insert.setLong(5, row);
                insert.addBatch();
                if (row % BATCH == BATCH - 1 || row == rows - 1) {
                    insert.executeBatch();
                    connection.commit();
                }
            }
        }
    }

    private void work(AtomicInteger done) throws SQLException {
        try (var connection = connect()) {
            connection.setAutoCommit(false);
            var ids = claim(connection);
            while (!ids.isEmpty()) {
                connection.commit();
                complete(connection, ids);
                done.addAndGet(ids.size());
                // The next are claimed in the same transaction, as a scheduler can do that has work
                // left.
                ids = claim(connection);
            }
            connection.commit();
        }
    }

    private static final String CLAIM =
            "UPDATE floor_run SET state = 'RUNNING', node = ?, attempt = attempt + 1, fence = fence + 1, started_us = ?"
                    + " WHERE id = ";
    private static final String OLDEST =
            "SELECT id FROM floor_run WHERE state = 'QUEUED' ORDER BY %s LIMIT " + BATCH;
    private static final String COMPLETE =
            "UPDATE floor_run SET state = 'SUCCEEDED', finished_us = ? WHERE id = ";

    private List<UUID> claim(Connection connection) throws SQLException {
        var node = new UUID(1, 1);
        if (postgres) {
            try (var claim =
                    connection.prepareStatement(
                            CLAIM
                                    + "ANY(ARRAY("
                                    + OLDEST.formatted("queue_rank, id")
                                    + " FOR UPDATE SKIP LOCKED)) RETURNING id")) {
                claim.setObject(1, node);
                claim.setLong(2, System.nanoTime());
                return ids(claim);
            }
        }
        List<UUID> ids;
        try (var oldest = connection.prepareStatement(OLDEST.formatted("state, queue_rank, id"))) {
            ids = ids(oldest);
        }
        try (var claim = connection.prepareStatement(CLAIM + "?")) {
            for (var id : ids) {
                claim.setObject(1, node);
                claim.setLong(2, System.nanoTime());
                claim.setObject(3, id);
                claim.addBatch();
            }
            execute(claim, ids);
        }
        return ids;
    }

    private static List<UUID> ids(PreparedStatement query) throws SQLException {
        var ids = new ArrayList<UUID>();
        try (var rows = query.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getObject(1, UUID.class));
            }
        }
        return ids;
    }

    private static void execute(PreparedStatement batch, List<UUID> ids) throws SQLException {
        if (!ids.isEmpty()) {
            batch.executeBatch();
        }
    }

    private void complete(Connection connection, List<UUID> ids) throws SQLException {
        if (postgres) {
            try (var complete = connection.prepareStatement(COMPLETE + "ANY(?)")) {
                complete.setLong(1, System.nanoTime());
                complete.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
                complete.executeUpdate();
            }
            return;
        }
        try (var complete = connection.prepareStatement(COMPLETE + "?")) {
            for (var id : ids) {
                complete.setLong(1, System.nanoTime());
                complete.setObject(2, id);
                complete.addBatch();
            }
            execute(complete, ids);
        }
    }
}
