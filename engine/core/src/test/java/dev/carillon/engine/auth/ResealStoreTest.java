package dev.carillon.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.Carillon.RetryRequest;
import dev.carillon.api.RunView;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.queue.Ground;
import dev.carillon.engine.queue.Submissions;
import dev.carillon.engine.run.Parameters;
import dev.carillon.engine.segment.StoppedNodes;
import dev.carillon.engine.store.NodeTable.State;
import dev.carillon.engine.store.SegmentTable.SegmentRow;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

@ParameterizedClass
@EnumSource(StoreKind.class)
class ResealStoreTest {
    /// That of the fixture.
    private static final Secrets OLD = new Secrets("test");

    private static final Secrets NEW = new Secrets("new");
    private static final Secrets BOTH = new Secrets("new\ntest");
    private static final String LOOKS_SEALED = "secret:v1:" + "x".repeat(50) + ";";

    /// The process ended in the middle.
    private static final class Died extends RuntimeException {}

    private final EngineFixture engine;

    ResealStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
        engine.job(
                """
                name: transfer
                overlap: allow
                parameters: [{name: password, type: secret}, {name: note, default: none}]
                task: {shell: {command: [x]}}
                """);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private long reseal() {
        return engine.database.transaction(tx -> Reseal.all(tx, BOTH, runs -> {}));
    }

    private Map<String, String> stored(UUID run) {
        String json =
                engine.database.transaction(tx -> tx.runs().open(run).orElseThrow().parameters());
        return Parameters.read(json);
    }

    private String opened(UUID run, Secrets by) {
        return by.open(String.valueOf(stored(run).get("password")), new ArrayList<>());
    }

    @Test
    void secretsAreOpenedByTheNewKeyAloneWhateverBecameOfTheirRuns() {
        var ended = engine.run("transfer", Map.of("password", "hünter2\"$1"));
        engine.fail(engine.claim(1).getFirst());
        var running = engine.run("transfer", Map.of("password", "two"));
        engine.claim(1);
        var queued = engine.run("transfer", Map.of("password", "three", "note", LOOKS_SEALED));
        var without = engine.submit(engine.job("{name: plain, task: {shell: {command: [x]}}}"));
        List<RunView> before = engine.views.get(List.of(ended, running, queued, without));

        assertThat(reseal()).isEqualTo(3);

        assertThat(List.of(opened(ended, NEW), opened(running, NEW), opened(queued, NEW)))
                .containsExactly("hünter2\"$1", "two", "three");
        assertThat(opened(ended, OLD)).startsWith("secret:v1:");
        assertThat(stored(queued)).containsEntry("note", LOOKS_SEALED);
        assertThat(engine.views.get(List.of(ended, running, queued, without))).isEqualTo(before);
        var started = new Ground(engine.catalog, engine.lines, engine.ids, NEW, Duration.ZERO);
        var retried =
                new Submissions(engine.database, started, engine.time::micros, Optional.empty())
                        .submit("test", engine.reruns.wanted(ended, RetryRequest.SAME));
        assertThat(opened(UUID.fromString(retried.id()), NEW)).isEqualTo("hünter2\"$1");
    }

    @Test
    void allOfMoreRunsThanAreReadAtOnceAreSealedAgain() {
        var plain = engine.job("{name: plain, task: {shell: {command: [x]}}, overlap: allow}");
        engine.submitAll(plain, 999);
        var first = engine.run("transfer", Map.of("password", "first"));
        var second = engine.run("transfer", Map.of("password", "second"));
        engine.submitAll(plain, 1_500);
        var last = engine.run("transfer", Map.of("password", "last"));
        var seen = new ArrayList<Long>();

        long runs = engine.database.transaction(tx -> Reseal.all(tx, BOTH, seen::add));

        assertThat(runs).isEqualTo(3);
        assertThat(seen).containsExactly(1_000L, 2_000L, 2_502L);
        assertThat(List.of(opened(first, NEW), opened(second, NEW), opened(last, NEW)))
                .containsExactly("first", "second", "last");
    }

    @Test
    void whatDiesInTheMiddleLeavesEverythingAsItWas() {
        var run = engine.run("transfer", Map.of("password", "one"));
        var before = stored(run);

        assertThatThrownBy(
                        () ->
                                engine.database.transaction(
                                        tx ->
                                                Reseal.all(
                                                        tx,
                                                        BOTH,
                                                        runs -> {
                                                            throw new Died();
                                                        })))
                .isInstanceOf(Died.class);

        assertThat(stored(run)).isEqualTo(before);
        assertThat(reseal()).isOne();
        assertThat(reseal()).isOne();
        assertThat(opened(run, NEW)).isEqualTo("one");
    }

    @Test
    void aNodeThatDidNotEndIsGivenUpAndOwnsNothing() {
        engine.takeSegments();
        var before = segments();

        engine.database.transaction(
                tx -> {
                    StoppedNodes.giveUp(tx);
                    return true;
                });

        var node = engine.database.transaction(tx -> tx.nodes().find(engine.node)).orElseThrow();
        assertThat(node.state()).isEqualTo(State.GONE);
        assertThat(segments())
                .hasSameSizeAs(before)
                .allMatch(each -> each.owner() == null)
                .allMatch(each -> each.epoch() > before.getFirst().epoch());
    }

    private List<SegmentRow> segments() {
        return engine.database.transaction(tx -> tx.segments().all());
    }
}
