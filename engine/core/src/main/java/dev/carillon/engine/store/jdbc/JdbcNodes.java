package dev.carillon.engine.store.jdbc;

import dev.carillon.engine.store.NodeTable;

import java.sql.Connection;
import java.util.List;
import java.util.UUID;

final class JdbcNodes extends JdbcTable implements NodeTable {
    private static final String INSERT =
            """
            INSERT INTO node (id, name, started_us, beat, state, slots) VALUES (?, ?, ?, 0, ?, ?)
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
            SELECT id, name, started_us, state, slots FROM node WHERE state <> 'GONE' ORDER BY name, id
            """;

    JdbcNodes(Connection connection) {
        super(connection);
    }

    @Override
    public void insert(NodeRow node) {
        update(
                INSERT,
                insert -> {
                    insert.setObject(1, node.id());
                    insert.setString(2, node.name());
                    insert.setLong(3, node.startedUs());
                    insert.setString(4, node.state());
                    insert.setInt(5, node.slots());
                });
    }

    @Override
    public void end(UUID id) {
        update(END, update -> update.setObject(1, id));
    }

    @Override
    public void endOthers(UUID id) {
        update(END_OTHERS, update -> update.setObject(1, id));
    }

    @Override
    public List<NodeRow> up() {
        return list(
                UP,
                select -> {},
                row ->
                        new NodeRow(
                                row.getObject(1, UUID.class),
                                row.getString(2),
                                row.getLong(3),
                                row.getString(4),
                                row.getInt(5)));
    }
}
