package dev.carillon.engine.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.NodeTable.Sight;
import dev.carillon.engine.store.Tx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

@ParameterizedClass
@EnumSource(StoreKind.class)
class SightStoreTest {
    private static final UUID OTHER = new UUID(1, 2);

    private final EngineFixture engine;

    SightStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private Sight sight() {
        return engine.database.transaction(tx -> tx.nodes().sight());
    }

    private String segmentsAfter(Predicate<Tx> change) {
        assertThat(engine.database.transaction(change::test)).isTrue();
        return sight().segments();
    }

    @Test
    void itHasTheNodesThatAreNotGone() {
        var up = engine.database.transaction(tx -> tx.nodes().up());

        assertThat(up).isNotEmpty();
        assertThat(sight().nodes()).isEqualTo(up);

        engine.database.transaction(
                tx -> {
                    up.stream().map(NodeRow::id).forEach(tx.nodes()::end);
                    return true;
                });
        assertThat(sight().nodes()).isEmpty();
    }

    @Test
    void eachChangeOfASegmentGivesAnotherText() {
        var row =
                engine.database
                        .transaction(
                                tx -> {
                                    tx.segments().replaceAll(4);
                                    return tx.segments().all();
                                })
                        .getFirst();
        int id = row.id();
        long epoch = row.epoch();
        var seen = new HashSet<>(Set.of(sight().segments()));

        assertThat(sight().segments()).isIn(seen);
        assertThat(seen.add(segmentsAfter(tx -> tx.segments().want(id, epoch, OTHER)))).isTrue();
        assertThat(seen.add(segmentsAfter(tx -> tx.segments().want(id + 1, epoch, OTHER))))
                .isTrue();
        assertThat(seen.add(segmentsAfter(tx -> tx.segments().assign(id, epoch, OTHER)))).isTrue();
        assertThat(seen.add(segmentsAfter(tx -> tx.segments().assign(id, epoch + 1, OTHER))))
                .isTrue();
    }
}
