package dev.carillon.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

@ParameterizedClass
@EnumSource(StoreKind.class)
class RunSearchStoreTest {
    private final EngineFixture engine;

    RunSearchStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private void job(String namespace, String name, String more) {
        engine.job(
                "{name: %s, namespace: %s, overlap: allow, task: {shell: {command: [\"true\"]}}%s}"
                        .formatted(name, namespace, more));
    }

    private List<String> jobs(RunQuery query) {
        return engine.views.find(query, null, 100).items().stream().map(RunView::job).toList();
    }

    private static RunQuery of(@Nullable String job) {
        return RunQuery.ALL.ofJob(job);
    }

    private void run(String namespace, String name) {
        engine.submissions.submit(
                "test",
                new Submissions.Wanted(
                        namespace,
                        name,
                        Map.of(),
                        null,
                        null,
                        dev.carillon.engine.run.NewRun.Cause.MANUAL));
    }

    @Test
    void aPatternFindsJobsOfItsNamespaceOrOfAll() {
        job("default", "orders-in", "");
        job("default", "orders_in", "");
        job("billing", "orders-in", "");
        for (String key : List.of("default/orders-in", "default/orders_in", "billing/orders-in")) {
            run(key.split("/")[0], key.split("/")[1]);
        }

        assertThat(jobs(of("orders*"))).containsExactly("default/orders_in", "default/orders-in");
        assertThat(jobs(of("orders_*"))).containsExactly("default/orders_in");
        assertThat(jobs(of("orders?in"))).hasSize(2);
        assertThat(jobs(of("*/orders-in")))
                .containsExactly("billing/orders-in", "default/orders-in");
        assertThat(jobs(of("billing/*"))).containsExactly("billing/orders-in");
        assertThat(jobs(of("orders-in"))).containsExactly("default/orders-in");
        assertThat(jobs(of("none*"))).isEmpty();
    }

    @Test
    void aPatternOfMoreJobsThanAreLookedUpFindsThemToo() {
        for (int i = 0; i < 40; i++) {
            job("default", "many-" + i, "");
            run("default", "many-" + i);
        }
        job("default", "other", "");
        run("default", "other");

        assertThat(jobs(of("many-*"))).hasSize(40).startsWith("default/many-39");
    }

    @Test
    void timeQueueNodeAndCauseNarrow() {
        job("default", "mail", ", queue: mail");
        job("default", "work", "");
        var mail = engine.run("mail", Map.of());
        engine.claim(1);
        engine.time.advance(Duration.ofMinutes(1));
        var work = engine.run("work", Map.of());
        var minute = EngineFixture.START.plusSeconds(60);

        assertThat(ids(query("mail", null, Set.of(), null))).containsExactly(mail);
        assertThat(ids(query(null, "test", Set.of(), null))).containsExactly(mail);
        assertThat(ids(query(null, "elsewhere", Set.of(), null))).isEmpty();
        assertThat(ids(query(null, null, Set.of("MANUAL", "STEP"), null))).hasSize(2);
        assertThat(ids(query(null, null, Set.of("STEP"), null))).isEmpty();
        assertThat(ids(query(null, null, Set.of(), mail))).containsExactly(work);
        assertThat(ids(new RunQuery(Set.of(), null, minute, null))).containsExactly(work);
        assertThat(
                        ids(
                                new RunQuery(
                                        Set.of(), null, null, minute, null, null, Set.of(), null,
                                        null, null)))
                .containsExactly(mail);
    }

    private static RunQuery query(
            @Nullable String queue,
            @Nullable String node,
            Set<String> causes,
            @Nullable UUID newerThan) {
        return new RunQuery(
                Set.of(),
                null,
                null,
                null,
                queue,
                node,
                causes,
                null,
                newerThan == null ? null : newerThan.toString(),
                null);
    }

    private List<UUID> ids(RunQuery query) {
        return engine.views.find(query, null, 100).items().stream()
                .map(run -> UUID.fromString(run.id()))
                .toList();
    }

    @Test
    void partsOfSeveralStatesAndJobsAreInOneOrder() {
        job("default", "a", "");
        job("default", "b", "");
        for (int i = 0; i < 6; i++) {
            engine.run(i % 2 == 0 ? "a" : "b", Map.of());
        }
        var claimed = engine.claim(4);
        engine.fail(claimed.get(0));
        engine.succeed(claimed.get(1));
        engine.fail(claimed.get(2));
        var all = ids(RunQuery.ALL);
        var states =
                new RunQuery(
                        Set.of(RunState.FAILED, RunState.SUCCEEDED, RunState.RUNNING),
                        "default/?",
                        null,
                        null);

        assertThat(ids(of("*"))).isEqualTo(all);
        assertThat(ids(states)).isEqualTo(all.subList(2, 6));
        var part = engine.views.find(states, null, 3);
        assertThat(part.items()).extracting(RunView::id).hasSize(3);
        assertThat(engine.views.find(states, part.cursor(), 3).items())
                .extracting(RunView::id)
                .containsExactly(all.getLast().toString());
    }

    @Test
    void whatMatchesIsCountedUpToANumber() {
        var job = engine.job("{name: a, overlap: allow, task: {shell: {command: [\"true\"]}}}");
        engine.submitAll(job, 5);

        assertThat(engine.views.count(of("a")).count()).isEqualTo(5);
        assertThat(engine.views.count(of("b")).count()).isZero();
        var capped = engine.database.transaction(tx -> tx.search().count(of("default/a"), 3));
        assertThat(capped.count()).isEqualTo(3);
        assertThat(capped.capped()).isTrue();
    }

    @Test
    void startsAndEndsAreCountedInTheirPartOfTheTime() {
        var job = engine.job("{name: a, overlap: allow, task: {shell: {command: [\"true\"]}}}");
        engine.submitAll(job, 3);
        var claimed = engine.claim(3);
        engine.time.advance(Duration.ofMinutes(2));
        engine.fail(claimed.get(0));
        engine.succeed(claimed.get(1));

        var range =
                new RunQuery(
                        Set.of(),
                        "a",
                        EngineFixture.START,
                        EngineFixture.START.plusSeconds(240),
                        null,
                        null,
                        Set.of(),
                        null,
                        null,
                        null);
        var chart = engine.views.histogram(range, 4);

        assertThat(chart.bucket()).isEqualTo(Duration.ofMinutes(1));
        assertThat(chart.buckets()).hasSize(4).first().matches(first -> first.started() >= 1);
        assertThat(chart.buckets().stream().mapToLong(each -> each.started()).sum()).isEqualTo(3);
        assertThat(chart.buckets().get(2).ended())
                .isEqualTo(Map.of(RunState.FAILED, 1L, RunState.SUCCEEDED, 1L));
        assertThat(chart.buckets().get(1).ended()).isEmpty();
        assertThatThrownBy(() -> engine.views.histogram(RunQuery.ALL, 4))
                .hasMessageContaining("since");
    }
}
