package dev.carillon.engine.store.jdbc;

import dev.carillon.api.Json;
import dev.carillon.engine.store.NodeTable;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.type.TypeReference;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

final class JdbcNodes extends JdbcTable implements NodeTable {
    private static final String INSERT =
            """
            INSERT INTO node (id, name, started_us, beat, state, slots, labels, cordoned_until_us)
            VALUES (?, ?, ?, 0, ?, ?, ?, ?)
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
            SELECT id, name, started_us, state, slots, labels, cordoned_until_us FROM node
            WHERE state <> 'GONE' ORDER BY name, id
            """;
    private static final String FIND =
            """
            SELECT id, name, started_us, state, slots, labels, cordoned_until_us FROM node WHERE id = ?
            """;
    private static final String NEWEST =
            """
            SELECT id, name, started_us, state, slots, labels, cordoned_until_us FROM node WHERE name = ?
            ORDER BY started_us DESC LIMIT 1
            """;
    private static final String CORDON =
            """
            UPDATE node SET cordoned_until_us = ? WHERE id = ?
            """;
    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

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
                    insert.setString(6, Json.mapper().writeValueAsString(node.labels()));
                    insert.setObject(7, node.cordonedUntilUs(), Types.BIGINT);
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
        return list(UP, select -> {}, JdbcNodes::node);
    }

    private static NodeRow node(ResultSet row) throws SQLException {
        return new NodeRow(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getLong(3),
                row.getString(4),
                row.getInt(5),
                Json.mapper().readValue(row.getString(6), LABELS),
                nullableLong(row, 7));
    }

    @Override
    public Optional<NodeRow> find(UUID id) {
        return first(FIND, select -> select.setObject(1, id), JdbcNodes::node);
    }

    @Override
    public Optional<NodeRow> newest(String name) {
        return first(NEWEST, select -> select.setString(1, name), JdbcNodes::node);
    }

    @Override
    public void cordon(UUID id, @Nullable Long untilUs) {
        update(
                CORDON,
                update -> {
                    update.setObject(1, untilUs, Types.BIGINT);
                    update.setObject(2, id);
                });
    }
}
