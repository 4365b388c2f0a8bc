package dev.carillon.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.Carillon.BackfillRequest;
import dev.carillon.api.Carillon.Due;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Instant;
import java.util.Map;

@ParameterizedClass
@EnumSource(StoreKind.class)
class BackfillStoreTest {
    private final EngineFixture engine;

    BackfillStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private static final Instant FROM = Instant.parse("2026-10-24T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-10-27T00:00:00Z");

    private static BackfillRequest request(@Nullable String plan) {
        return new BackfillRequest(FROM, UNTIL, null, Map.of(), plan);
    }

    private void job(String more) {
        engine.job(
                """
                name: report
                task: {shell: {command: ["true"]}}
                parameters: [{name: day, default: "${scheduledDate}"}]
                schedules: [{id: nightly, cron: "30 2 * * *", zone: Europe/Berlin}]
                %s
                """
                        .formatted(more));
    }

    @Test
    void thePreviewIsExactlyWhatIsThenMade() {
        job("overlap: allow");

        var preview = engine.backfills.backfill("default", "report", request(null), "test");
        assertThat(engine.runs("report")).isEmpty();
        engine.backfills.backfill("default", "report", request(preview.plan()), "test");

        assertThat(preview.due())
                .extracting(Due::nominal)
                .containsExactly(
                        Instant.parse("2026-10-24T00:30:00Z"),
                        Instant.parse("2026-10-25T00:30:00Z"),
                        Instant.parse("2026-10-26T01:30:00Z"));
        assertThat(engine.runs("report"))
                .extracting(RunView::nominal)
                .containsExactlyElementsOf(preview.due().stream().map(Due::nominal).toList());
        assertThat(engine.runs("report"))
                .extracting(run -> run.parameters().get("day"))
                .containsExactly("2026-10-24", "2026-10-25", "2026-10-26");
    }

    @Test
    void aPlanOfAnotherVersionMakesNothing() {
        job("overlap: allow");
        var preview = engine.backfills.backfill("default", "report", request(null), "test");
        job("overlap: queue");

        assertThatThrownBy(
                        () ->
                                engine.backfills.backfill(
                                        "default", "report", request(preview.plan()), "test"))
                .hasMessageContaining("changed since the preview");
        assertThat(engine.runs("report")).isEmpty();
    }

    @Test
    void aJobThatMayNotOverlapRunsThemOneAfterTheOther() {
        job("overlap: skip");
        var preview = engine.backfills.backfill("default", "report", request(null), "test");
        engine.backfills.backfill("default", "report", request(preview.plan()), "test");

        for (var each : preview.due()) {
            var claimed = engine.claim(10);
            assertThat(claimed).hasSize(1);
            assertThat(claimed.getFirst().nominalUs())
                    .isEqualTo(each.nominal().toEpochMilli() * 1_000);
            engine.succeed(claimed.getFirst());
        }
        assertThat(engine.runs("report"))
                .extracting(RunView::state)
                .containsOnly(RunState.SUCCEEDED);
    }

    @Test
    void aRangeWithTooManyDueTimesOrNoneIsRefused() {
        engine.job(
                """
                name: often
                task: {shell: {command: ["true"]}}
                schedules: [{id: s, every: 1s}]
                """);
        assertThatThrownBy(
                        () -> engine.backfills.backfill("default", "often", request(null), "test"))
                .hasMessageContaining("over 10000 due times");
        assertThatThrownBy(
                        () ->
                                engine.backfills.backfill(
                                        "default",
                                        "often",
                                        new BackfillRequest(UNTIL, FROM, null, Map.of(), null),
                                        "test"))
                .hasMessageContaining("must be after");
        assertThatThrownBy(
                        () ->
                                engine.backfills.backfill(
                                        "default",
                                        "often",
                                        new BackfillRequest(FROM, UNTIL, "x", Map.of(), null),
                                        "test"))
                .hasMessageContaining("has no schedule x");
    }
}
