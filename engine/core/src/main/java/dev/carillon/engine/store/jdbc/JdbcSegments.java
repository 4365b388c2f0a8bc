package dev.carillon.engine.store.jdbc;

import dev.carillon.engine.store.SegmentTable;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.Types;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

final class JdbcSegments extends JdbcTable implements SegmentTable {
    private static final String COUNT = "SELECT COUNT(*) FROM segment";
    private static final String NEXT_EPOCH = "SELECT COALESCE(MAX(epoch) + 1, 0) FROM segment";
    private static final String DELETE_ALL = "DELETE FROM segment";
    private static final String INSERT =
            """
            INSERT INTO segment (id, owner, epoch) VALUES (?, NULL, ?)
            """;
    private static final String TAKE_ALL =
            """
            UPDATE segment SET owner = ?, epoch = epoch + 1, wanted = NULL
            """;
    private static final String ALL =
            """
            SELECT id, owner, epoch, wanted FROM segment ORDER BY id
            """;
    private static final String ASSIGN =
            """
            UPDATE segment SET owner = ?, epoch = epoch + 1, wanted = NULL WHERE id = ? AND epoch = ?
            """;
    private static final String WANT =
            """
            UPDATE segment SET wanted = ? WHERE id = ? AND epoch = ?
            """;
    private static final String EPOCHS =
            """
            SELECT epoch FROM segment ORDER BY id
            """;
    private static final String FENCE =
            """
            SELECT id FROM segment WHERE id = ? AND owner = ? AND epoch = ? FOR UPDATE
            """;
    private static final String OWNER = "SELECT owner FROM segment WHERE id = ?";
    private static final String LOCK =
            """
            SELECT id FROM segment WHERE id = ? FOR UPDATE
            """;

    JdbcSegments(Connection connection) {
        super(connection);
    }

    @Override
    public int count() {
        return first(COUNT, select -> {}, row -> row.getInt(1)).orElse(0);
    }

    @Override
    public void replaceAll(int count) {
        long epoch = first(NEXT_EPOCH, select -> {}, row -> row.getLong(1)).orElse(0L);
        update(DELETE_ALL, delete -> {});
        batch(
                INSERT,
                IntStream.range(0, count).boxed().toList(),
                (insert, id) -> {
                    insert.setInt(1, id);
                    insert.setLong(2, epoch);
                });
    }

    @Override
    public List<Long> takeAll(UUID owner) {
        update(TAKE_ALL, take -> take.setObject(1, owner));
        return list(EPOCHS, select -> {}, row -> row.getLong(1));
    }

    @Override
    public List<SegmentRow> all() {
        return list(
                ALL,
                select -> {},
                row ->
                        new SegmentRow(
                                row.getInt(1),
                                row.getObject(2, UUID.class),
                                row.getLong(3),
                                row.getObject(4, UUID.class)));
    }

    @Override
    public boolean assign(int id, long epoch, UUID owner) {
        return change(ASSIGN, id, epoch, owner);
    }

    @Override
    public boolean want(int id, long epoch, @Nullable UUID wanted) {
        return change(WANT, id, epoch, wanted);
    }

    private boolean change(String sql, int id, long epoch, @Nullable UUID node) {
        return update(
                        sql,
                        update -> {
                            update.setObject(1, node, Types.OTHER);
                            update.setInt(2, id);
                            update.setLong(3, epoch);
                        })
                == 1;
    }

    @Override
    public boolean fence(int id, UUID owner, long epoch) {
        return first(
                        FENCE,
                        fence -> {
                            fence.setInt(1, id);
                            fence.setObject(2, owner);
                            fence.setLong(3, epoch);
                        },
                        row -> row.getInt(1))
                .isPresent();
    }

    @Override
    public void lock(int id) {
        list(LOCK, lock -> lock.setInt(1, id), row -> row.getInt(1));
    }

    @Override
    public Optional<UUID> owner(int id) {
        return list(OWNER, select -> select.setInt(1, id), row -> row.getObject(1, UUID.class))
                .stream()
                .filter(Objects::nonNull)
                .findFirst();
    }
}
