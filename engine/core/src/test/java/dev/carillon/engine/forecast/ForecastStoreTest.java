package dev.carillon.engine.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.Carillon.ForecastQuery;
import dev.carillon.api.Definitions;
import dev.carillon.api.Forecast;
import dev.carillon.api.Forecast.Due;
import dev.carillon.api.Forecast.Kind;
import dev.carillon.api.Forecast.Warning;
import dev.carillon.api.RunState;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.run.Finish;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

@ParameterizedClass
@EnumSource(StoreKind.class)
class ForecastStoreTest {
    private final EngineFixture engine;
    private final Forecasts forecasts;

    ForecastStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
        forecasts =
                new Forecasts(
                        engine.database,
                        engine.catalog,
                        engine.time::micros,
                        () -> engine.time.micros() * 1_000);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private void job(String name, String schedules, String more) {
        engine.job(
                """
                name: %s
                task: {shell: {command: ["true"]}}
                schedules: [%s]
                %s
                """
                        .formatted(name, schedules, more));
    }

    private Forecast hours(int hours) {
        return forecasts.of(
                new ForecastQuery(
                        EngineFixture.START,
                        EngineFixture.START.plus(Duration.ofHours(hours)),
                        null,
                        null));
    }

    private List<Kind> kinds(Forecast forecast) {
        return forecast.warnings().stream().map(Warning::kind).toList();
    }

    // Runs that took so long, so that the job is known.
    private void history(String job, Duration... durations) {
        for (var duration : durations) {
            engine.run(job, Map.of());
            var run = engine.claim(1).getFirst();
            engine.time.advance(duration);
            engine.queue.finish(
                    List.of(
                            new Finish(
                                    run,
                                    RunState.SUCCEEDED,
                                    RunState.SUCCEEDED,
                                    0,
                                    engine.time.micros() - duration.toNanos() / 1_000,
                                    0,
                                    null,
                                    null,
                                    null)),
                    engine.time.micros());
        }
    }

    @Test
    void dueTimesOfAllJobsAreInOrderOfTheirStart() {
        job("b", "{id: s, cron: \"0 13 * * *\", zone: UTC}", "queue: mail");
        job("a", "{id: t, every: 1h}, {id: once, at: \"2026-11-23T12:30:00Z\"}", "");

        var due = hours(2).due();

        assertThat(due)
                .extracting(Due::job, Due::schedule, each -> each.start().toString())
                .containsExactly(
                        tuple("default/a", "once", "2026-11-23T12:30:00Z"),
                        tuple("default/a", "t", "2026-11-23T13:00:00Z"),
                        tuple("default/b", "s", "2026-11-23T13:00:00Z"));
        assertThat(due.getLast().queue()).isEqualTo("mail");
        assertThat(due.getLast().expected()).isNull();
        assertThat(due.getLast().node()).isEqualTo("test");
    }

    @Test
    void jobsAndQueuesNarrow() {
        job("orders-in", "{id: s, every: 1h}", "queue: mail");
        job("orders-out", "{id: s, every: 1h}", "");
        job("other", "{id: s, every: 1h}", "queue: mail");
        var until = EngineFixture.START.plusSeconds(3_601);

        var found = forecasts.of(new ForecastQuery(Instant.EPOCH, until, "orders*", "mail")).due();

        assertThat(found).extracting(Due::job).containsExactly("default/orders-in");
    }

    @Test
    void whatIsPausedSkippedOrDeletedIsMarkedOrLeftOut() {
        job("paused", "{id: s, every: 1h}", "");
        job("skipped", "{id: s, cron: \"0 * * * *\", zone: UTC}", "");
        job("gone", "{id: s, every: 1h}", "");
        engine.catalog.pause("default", "paused", "test", null);
        engine.catalog.skipNext("default", "skipped", null, "test");
        engine.catalog.delete("default", "gone", "test");

        var due = hours(3).due();

        assertThat(due).noneMatch(each -> each.job().equals("default/gone"));
        assertThat(due)
                .filteredOn(each -> each.job().equals("default/paused"))
                .allMatch(Due::paused);
        assertThat(due)
                .filteredOn(each -> each.job().equals("default/skipped"))
                .filteredOn(Due::skipped)
                .hasSize(1);
    }

    @Test
    void whatIsDueVeryOftenIsOneLine() {
        job("often", "{id: s, every: 10s}", "");
        job("seldom", "{id: s, every: 6h}", "");

        var forecast = hours(24);

        assertThat(forecast.due()).allMatch(each -> each.job().equals("default/seldom")).hasSize(3);
        assertThat(forecast.frequent()).hasSize(1);
        assertThat(forecast.frequent().getFirst().count()).isEqualTo(8_639);
        assertThat(forecast.frequent().getFirst().exact()).isTrue();
        assertThat(forecast.frequent().getFirst().first())
                .isEqualTo(EngineFixture.START.plusSeconds(10));
    }

    @Test
    void noMoreThanTenThousandDueTimesAreTold() {
        for (int i = 0; i < 21; i++) {
            job("job-" + i, "{id: s, every: 3m}", "");
        }

        var forecast = hours(24);

        assertThat(forecast.due().size()).isBetween(9_000, 10_000);
        assertThat(forecast.due().size() / 479 + forecast.frequent().size()).isEqualTo(21);
        assertThat(forecast.capped()).isFalse();
    }

    @Test
    void theLastRunsSayHowLongItTakesAndWhetherItOutlastsTheNext() {
        job("slow", "{id: s, every: 1h}", "overlap: skip");
        var minutes = new Duration[10];
        Arrays.setAll(minutes, i -> Duration.ofMinutes(70 + i));
        history("slow", minutes);
        var from = EngineFixture.START.plus(Duration.ofDays(2));

        var forecast =
                forecasts.of(new ForecastQuery(from, from.plus(Duration.ofHours(3)), "slow", null));

        var expected = forecast.due().getFirst().expected();
        assertThat(expected)
                .isEqualTo(
                        new Forecast.Expected(Duration.ofMinutes(74), Duration.ofMinutes(78), 10));
        assertThat(kinds(forecast)).containsExactly(Kind.OVERLAP);
        assertThat(forecast.warnings().getFirst().text()).contains("1h14m", "skip");
    }

    @Test
    void aQueueWithMoreThanItsLimitIsWarnedOf() {
        engine.queues.put(
                Definitions.parseQueue("{name: mail, concurrency: 1}", "test"), null, "test");
        for (String name : List.of("a", "b")) {
            job(name, "{id: s, cron: \"0 13 * * *\", zone: UTC}", "queue: mail");
        }

        var forecast = hours(2);

        assertThat(kinds(forecast)).containsExactly(Kind.QUEUE_LIMIT);
        assertThat(forecast.warnings().getFirst().text()).contains("up to 2 runs", "limit is 1");
    }

    @Test
    void whatCalendarsLeaveOutIsTold() {
        CalendarDefinition closed =
                Definitions.parseCalendar("{name: closed, weekdays: [tue]}", "test");
        engine.calendars.put(closed, "test");
        job("shop", "{id: s, cron: \"0 8 * * *\", zone: UTC, except: [closed]}", "");

        var forecast = hours(48);

        assertThat(forecast.due()).hasSize(1);
        assertThat(kinds(forecast)).containsExactly(Kind.CALENDAR);
        assertThat(forecast.warnings().getFirst().at())
                .isEqualTo(Instant.parse("2026-11-24T08:00:00Z"));
    }

    @Test
    void changesOfTheClocksAreTold() {
        job("night", "{id: s, cron: \"30 2 * * *\", zone: Europe/Berlin}", "");
        var from = Instant.parse("2027-03-27T00:00:00Z");

        var forecast =
                forecasts.of(new ForecastQuery(from, from.plus(Duration.ofDays(3)), null, null));

        assertThat(kinds(forecast)).containsExactly(Kind.DST_GAP);
        assertThat(forecast.warnings().getFirst().text())
                .isEqualTo(
                        "02:30 on 2027-03-28 does not exist in Europe/Berlin; it is due right after the gap");
    }

    @Test
    void aJobThatNoNodeFitsIsToldOnce() {
        job("far", "{id: s, every: 1h}", "placement: {labels: {os: mars}}");

        var forecast = hours(5);

        assertThat(kinds(forecast)).containsExactly(Kind.NO_NODE);
        assertThat(forecast.due()).allMatch(each -> each.node() == null);
    }

    @Test
    void theNextRunOfADelayIsTold() {
        job("after", "{id: s, delay: 1h}", "");

        assertThat(hours(2).due()).hasSize(1);
    }

    @Test
    void aRangeThatIsOverOrTooLongIsRefused() {
        var now = EngineFixture.START;
        assertThatThrownBy(
                        () ->
                                forecasts.of(
                                        new ForecastQuery(
                                                now.minusSeconds(9),
                                                now.minusSeconds(1),
                                                null,
                                                null)))
                .hasMessageContaining("in the future");
        assertThatThrownBy(
                        () ->
                                forecasts.of(
                                        new ForecastQuery(
                                                now, now.plus(Duration.ofDays(93)), null, null)))
                .hasMessageContaining("92 days");
    }
}
