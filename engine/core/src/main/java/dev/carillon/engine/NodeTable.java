package dev.carillon.engine;

import dev.carillon.api.Carillon.NodeView;
import dev.carillon.engine.store.Database;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The table `node`: one row for each start of a process.
final class NodeTable {
    private static final String REGISTER =
            """
            INSERT INTO node (id, name, started_us, beat, state, slots) VALUES (?, ?, ?, 0, 'UP', ?)
            """;
    private static final String END =
            """
            UPDATE node SET state = 'GONE' WHERE id = ? AND state <> 'GONE'
            """;
    private static final String END_OTHERS =
            """
            UPDATE node SET state = 'GONE' WHERE id <> ? AND state <> 'GONE'
            """;
    private static final String UP =
            """
            SELECT id, name, state, started_us, slots FROM node WHERE state <> 'GONE' ORDER BY name, id
            """;

    private final Database database;
    private final UUID id;

    NodeTable(Database database, UUID id) {
        this.database = database;
        this.id = id;
    }

    void register(String name, long nowUs, int slots) {
        database.transaction(
                connection -> {
                    try (var register = connection.prepareStatement(REGISTER);
                            var others = connection.prepareStatement(END_OTHERS)) {
                        register.setObject(1, id);
                        register.setString(2, name);
                        register.setLong(3, nowUs);
                        register.setInt(4, slots);
                        others.setObject(1, id);
                        others.executeUpdate();
                        return register.executeUpdate();
                    }
                });
    }

    void end() {
        database.transaction(
                connection -> {
                    try (var end = connection.prepareStatement(END)) {
                        end.setObject(1, id);
                        return end.executeUpdate();
                    }
                });
    }

    List<NodeView> up(int busy, int segments) {
        return database.transaction(
                connection -> {
                    var nodes = new ArrayList<NodeView>();
                    try (var select = connection.prepareStatement(UP);
                            var rows = select.executeQuery()) {
                        while (rows.next()) {
                            boolean here = id.equals(rows.getObject(1, UUID.class));
                            nodes.add(
                                    new NodeView(
                                            String.valueOf(rows.getString(1)),
                                            rows.getString(2),
                                            rows.getString(3),
                                            Instant.ofEpochMilli(rows.getLong(4) / 1_000),
                                            rows.getInt(5),
                                            here ? busy : 0,
                                            here ? segments : 0));
                        }
                    }
                    return nodes;
                });
    }
}
