package dev.carillon.engine.store.jdbc;

import dev.carillon.engine.store.LogTable;

import java.sql.Connection;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

final class JdbcLogs extends JdbcTable implements LogTable {
    private static final String APPEND =
            """
            INSERT INTO run_log (run_id, start_byte, size_bytes, content)
            SELECT CAST(? AS UUID), CAST(? AS BIGINT), CAST(? AS INT), CAST(? AS BYTEA)
            WHERE NOT EXISTS (SELECT 1 FROM run_log WHERE run_id = ? AND start_byte = ?)
            """;
    private static final String READ =
            """
            SELECT run_id, start_byte, size_bytes, content FROM run_log
            WHERE run_id = ? AND start_byte + size_bytes > ? ORDER BY start_byte LIMIT ?
            """;
    private static final String SIZES =
            "SELECT run_id, MAX(start_byte + size_bytes) FROM run_log WHERE run_id = ANY(?) GROUP BY run_id";

    JdbcLogs(Connection connection) {
        super(connection);
    }

    @Override
    public void append(List<LogRow> pieces) {
        batch(
                APPEND,
                pieces,
                (insert, piece) -> {
                    insert.setObject(1, piece.run());
                    insert.setLong(2, piece.start());
                    insert.setInt(3, piece.sizeBytes());
                    insert.setBytes(4, piece.content());
                    insert.setObject(5, piece.run());
                    insert.setLong(6, piece.start());
                });
    }

    @Override
    public List<LogRow> read(UUID run, long offset, int limit) {
        return list(
                READ,
                select -> {
                    select.setObject(1, run);
                    select.setLong(2, offset);
                    select.setInt(3, limit);
                },
                row ->
                        new LogRow(
                                row.getObject(1, UUID.class),
                                row.getLong(2),
                                row.getInt(3),
                                row.getBytes(4)));
    }

    @Override
    public Map<UUID, Long> sizes(Collection<UUID> runs) {
        var sizes = new HashMap<UUID, Long>();
        list(
                        SIZES,
                        select -> setIds(select, 1, runs),
                        row -> Map.entry(row.getObject(1, UUID.class), row.getLong(2)))
                .forEach(size -> sizes.put(size.getKey(), size.getValue()));
        return sizes;
    }
}
