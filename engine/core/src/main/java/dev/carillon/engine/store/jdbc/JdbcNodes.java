package dev.carillon.engine.store.jdbc;

import dev.carillon.api.Json;
import dev.carillon.engine.store.NodeTable;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.type.TypeReference;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

final class JdbcNodes extends JdbcTable implements NodeTable {
    private static final String INSERT =
            """
            INSERT INTO node (id, name, started_us, beat, state, slots, labels, cordoned_until_us, version,
                machine, cluster_address, api_url, capacity, roles)
            VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String FIELDS =
            "SELECT id, name, started_us, state, beat, slots, labels, cordoned_until_us, version, machine,"
                    + " cluster_address, api_url, capacity, roles";
    private static final String COLUMNS = FIELDS + " FROM node ";
    private static final String BEAT =
            """
            UPDATE node SET beat = beat + 1 WHERE id = ? AND state <> 'GONE'
            """;
    // A claim holds the row for key share, which a beat does not wait for and this does.
    private static final String LOCK_WHOLE = "SELECT beat FROM node WHERE id = ? FOR UPDATE";
    private static final String GIVE_UP =
            """
            UPDATE node SET state = 'GONE' WHERE id = ? AND beat = ? AND state <> 'GONE'
            """;
    private static final String DRAIN =
            """
            UPDATE node SET state = 'DRAINING' WHERE id = ? AND state = 'UP'
            """;
    private static final String ANSWERS_AT =
            """
            UPDATE node SET api_url = ? WHERE id = ?
            """;
    private static final String LOCK_JOIN = "SELECT id FROM cluster_join WHERE id = 1 FOR UPDATE";
    private static final String SHARED = "SELECT content FROM cluster_key WHERE name = ?";
    private static final String SHARE = "INSERT INTO cluster_key (name, content) VALUES (?, ?)";
    private static final String SHARE_INSTEAD =
            """
            UPDATE cluster_key SET content = ? WHERE name = ? AND content = ?
            """;
    private static final String END =
            """
            UPDATE node SET state = 'GONE' WHERE id = ? AND state <> 'GONE'
            """;
    private static final String END_OTHERS =
            """
            UPDATE node SET state = 'GONE' WHERE id <> ? AND state <> 'GONE'
            """;
    private static final String LIVING = "WHERE state <> 'GONE' ORDER BY name, id";
    private static final String UP = COLUMNS + LIVING;
    private static final String FIND = COLUMNS + "WHERE id = ?";
    private static final String NEWEST =
            COLUMNS + "WHERE name = ? ORDER BY started_us DESC LIMIT 1";
    private static final String CORDON =
            """
            UPDATE node SET cordoned_until_us = ? WHERE id = ?
            """;
    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

    private final Dialect dialect;

    JdbcNodes(Connection connection, Dialect dialect) {
        super(connection);
        this.dialect = dialect;
    }

    @Override
    public void insert(NodeRow node) {
        update(
                INSERT,
                insert -> {
                    insert.setObject(1, node.id());
                    insert.setString(2, node.name());
                    insert.setLong(3, node.startedUs());
                    insert.setString(4, node.state().name());
                    insert.setInt(5, node.slots());
                    insert.setString(6, Json.mapper().writeValueAsString(node.labels()));
                    insert.setObject(7, node.cordonedUntilUs(), Types.BIGINT);
                    var presence = node.presence();
                    insert.setString(8, presence.version());
                    insert.setString(9, presence.machine());
                    insert.setString(10, presence.clusterAddress());
                    insert.setString(11, presence.apiUrl());
                    insert.setInt(12, presence.capacity());
                    insert.setString(
                            13,
                            presence.roles().stream()
                                    .map(Role::name)
                                    .sorted()
                                    .collect(Collectors.joining(",")));
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
                State.valueOf(row.getString(4)),
                row.getLong(5),
                row.getInt(6),
                Json.mapper().readValue(row.getString(7), LABELS),
                nullableLong(row, 8),
                new Presence(
                        row.getString(9),
                        row.getString(10),
                        row.getString(11),
                        row.getString(12),
                        row.getInt(13),
                        roles(row.getString(14))));
    }

    private static Set<Role> roles(String names) {
        return Arrays.stream(names.split(","))
                .filter(name -> !name.isEmpty())
                .map(Role::valueOf)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public boolean beat(UUID id) {
        return update(BEAT, update -> update.setObject(1, id)) == 1;
    }

    @Override
    public boolean giveUp(UUID id, long beat) {
        awaitClaims(id);
        return update(
                        GIVE_UP,
                        update -> {
                            update.setObject(1, id);
                            update.setLong(2, beat);
                        })
                == 1;
    }

    @Override
    public void awaitClaims(UUID id) {
        list(LOCK_WHOLE, select -> select.setObject(1, id), row -> row.getLong(1));
    }

    @Override
    public boolean lockLive(UUID id) {
        var sql = dialect.lockLiveNode();
        return sql.isEmpty()
                || first(sql.get(), select -> select.setObject(1, id), row -> true).isPresent();
    }

    @Override
    public boolean drain(UUID id) {
        return update(DRAIN, update -> update.setObject(1, id)) == 1;
    }

    @Override
    public void answersAt(UUID id, String apiUrl) {
        update(
                ANSWERS_AT,
                update -> {
                    update.setString(1, apiUrl);
                    update.setObject(2, id);
                });
    }

    @Override
    public void lockJoin() {
        list(LOCK_JOIN, select -> {}, row -> row.getInt(1));
    }

    @Override
    public Sight sight() {
        record Row(
                NodeRow node,
                @Nullable String sessions,
                String segments,
                @Nullable String changes) {}
        var rows =
                list(
                        FIELDS + dialect.sight() + " FROM node " + LIVING,
                        select -> {},
                        row ->
                                new Row(
                                        node(row),
                                        row.getString(15),
                                        row.getString(16),
                                        row.getString(17)));
        var nodes = rows.stream().map(Row::node).toList();
        var first = rows.stream().findFirst();
        var held = first.map(Row::sessions).map(text -> Set.copyOf(List.of(text.split(",", -1))));
        return new Sight(
                nodes,
                nodes.stream()
                        .map(NodeRow::id)
                        .filter(id -> held.isEmpty() || held.get().contains(sessionLock(id)))
                        .collect(Collectors.toUnmodifiableSet()),
                first.map(Row::segments).orElse(""),
                first.map(Row::changes).orElse(null));
    }

    private static String sessionLock(UUID node) {
        return Integer.toString(Dialect.sessionLock(node));
    }

    @Override
    public Optional<String> shared(String name) {
        return first(SHARED, select -> select.setString(1, name), row -> row.getString(1));
    }

    @Override
    public void share(String name, String content) {
        update(
                SHARE,
                insert -> {
                    insert.setString(1, name);
                    insert.setString(2, content);
                });
    }

    @Override
    public boolean shareInstead(String name, String before, String content) {
        return update(
                        SHARE_INSTEAD,
                        update -> {
                            update.setString(1, content);
                            update.setString(2, name);
                            update.setString(3, before);
                        })
                == 1;
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
