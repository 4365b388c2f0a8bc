package dev.carillon.engine.http;

import static dev.carillon.engine.http.FakeCarillon.RUN;
import static dev.carillon.engine.http.FakeCarillon.TIME;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.BulkAction;
import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.CalendarDefinition.Days;
import dev.carillon.api.CalendarDefinition.Period;
import dev.carillon.api.Carillon.BackfillRequest;
import dev.carillon.api.Carillon.Backfilled;
import dev.carillon.api.Carillon.ChangeQuery;
import dev.carillon.api.Carillon.Due;
import dev.carillon.api.Carillon.FailureQuery;
import dev.carillon.api.Carillon.ForecastQuery;
import dev.carillon.api.Carillon.LogPart;
import dev.carillon.api.Carillon.RetryRequest;
import dev.carillon.api.Carillon.RunCount;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Carillon.SegmentView;
import dev.carillon.api.Carillon.Submission;
import dev.carillon.api.Carillon.Why;
import dev.carillon.api.FailureChange;
import dev.carillon.api.FailureState;
import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.Me;
import dev.carillon.api.NewToken;
import dev.carillon.api.Page;
import dev.carillon.api.QueueDefinition;
import dev.carillon.api.QueueDefinition.Rate;
import dev.carillon.api.Role;
import dev.carillon.api.RunState;
import dev.carillon.api.WhyReason;

import org.junit.jupiter.api.Test;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Every operation through client and server arrives as it was asked, and its answer as it was given.
class RoundTripTest extends ApiFixture {
    private static final Due DUE = new Due("nightly", TIME, TIME);
    private static final String CURSOR = "01936e5a-0000-7000-8000-000000000001";

    @Test
    void definitionsArriveAsTheyWere() {
        assertThat(client.put(FakeCarillon.definition(), null)).isEqualTo(FakeCarillon.job());
        assertThat(client.apply(List.of(FakeCarillon.definition()), true).getFirst().next())
                .containsExactly(TIME);

        assertThat(fake.definitions)
                .containsExactly(FakeCarillon.definition(), FakeCarillon.definition());
        assertThat(fake.calls).containsExactly("put billing/orders null", "apply 1 dryRun=true");
    }

    @Test
    void aSetIsAppliedWhenItIsNoDryRun() {
        client.apply(List.of(FakeCarillon.definition(), FakeCarillon.definition()), false);

        assertThat(fake.calls).containsExactly("apply 2 dryRun=false");
    }

    @Test
    void expectedVersionsTravelAsPreconditions() {
        client.put(FakeCarillon.definition(), 0);
        client.put(FakeCarillon.definition(), 3);

        assertThat(fake.calls).containsExactly("put billing/orders 0", "put billing/orders 3");
    }

    @Test
    void jobsAreReadAndChanged() {
        assertThat(client.job("billing", "orders")).isEqualTo(FakeCarillon.job());
        assertThat(client.jobs("ord & ers", "a/b", 7).cursor()).isEqualTo("c2");
        assertThat(client.jobs(null, null, 100).items()).containsExactly(FakeCarillon.job());
        assertThat(client.pause("billing", "orders")).isEqualTo(FakeCarillon.job());
        assertThat(client.resume("billing", "orders", CatchUp.Policy.LATEST))
                .isEqualTo(FakeCarillon.job());
        client.delete("billing", "orders");

        assertThat(fake.calls)
                .containsExactly(
                        "job billing/orders",
                        "jobs ord & ers a/b 7",
                        "jobs null null 100",
                        "pause billing/orders",
                        "resume billing/orders LATEST",
                        "delete billing/orders");
    }

    @Test
    void dueTimesAreReadSkippedAndMadeUpFor() {
        BackfillRequest preview =
                new BackfillRequest(TIME, TIME.plusSeconds(60), null, Map.of(), null);
        BackfillRequest planned =
                new BackfillRequest(TIME, TIME.plusMillis(1), "nightly", Map.of("day", "1"), "p1");
        assertThat(client.next("billing", "orders", 7)).containsExactly(DUE);
        assertThat(client.explain(FakeCarillon.definition(), 9))
                .containsExactly(FakeCarillon.explained());
        assertThat(client.skipNext("billing", "orders", null)).containsExactly(TIME);
        assertThat(client.skipNext("billing", "orders", "a & b")).containsExactly(TIME);
        assertThat(client.backfill("billing", "orders", preview))
                .isEqualTo(new Backfilled("p1", List.of(DUE), List.of("1")));
        client.backfill("billing", "orders", planned);
        assertThat(client.whyJob("billing", "orders"))
                .containsExactly(new Why(WhyReason.PAUSED, "its schedules are paused"));
        for (CatchUp.Policy missed : CatchUp.Policy.values()) {
            client.resume("billing", "orders", missed);
        }

        assertThat(fake.calls)
                .containsExactly(
                        "next billing/orders 7",
                        "explain billing/orders 9",
                        "skipNext billing/orders null",
                        "skipNext billing/orders a & b",
                        "backfill billing/orders " + preview,
                        "backfill billing/orders " + planned,
                        "whyJob billing/orders",
                        "resume billing/orders NONE",
                        "resume billing/orders LATEST",
                        "resume billing/orders ALL");
    }

    @Test
    void runsAreSubmitted() {
        RunRequest full = new RunRequest(Map.of("day", "ü"), TIME, "customer 42");
        RunRequest empty = new RunRequest(Map.of(), null);
        assertThat(client.run("billing", "orders", full, "key-1")).isEqualTo(RUN);
        assertThat(client.run("billing", "orders", empty, null)).isEqualTo(RUN);
        Submission submission = new Submission("billing", "orders", Map.of("day", "1"), "k");
        assertThat(client.runAll(List.of(submission))).containsExactly("1", "2");

        assertThat(fake.calls)
                .containsExactly(
                        "run billing/orders " + full + " key-1",
                        "run billing/orders " + empty + " null",
                        "runAll " + List.of(submission));
    }

    @Test
    void runsAreReadAndChanged() {
        RunQuery query =
                new RunQuery(Set.of(RunState.FAILED), "billing/orders", TIME, "out of disk");
        assertThat(client.runs(query, CURSOR, 5).items()).containsExactly(RUN);
        assertThat(client.run("0192-7")).isEqualTo(RUN);
        assertThat(client.attempts("0192-7").getFirst().exitCode()).isEqualTo(2);
        assertThat(client.log("0192-7", 12)).isEqualTo(new LogPart("hällo\n", 7, true));
        assertThat(client.why("0192-7"))
                .isEqualTo(
                        new Why(
                                WhyReason.NO_SLOT,
                                "All 8 slots of node a are busy",
                                Map.of("busy", "8"),
                                TIME));
        assertThat(client.cancel("0192-7").state()).isEqualTo(RunState.CANCELLED);
        assertThat(client.hold("0192-7").state()).isEqualTo(RunState.HELD);
        assertThat(client.release("0192-7")).isEqualTo(RUN);
        assertThat(client.dismiss("0192-7")).isEqualTo(RUN);
        assertThat(client.parts("0192-7")).containsExactly(RUN);
        assertThat(client.retry("0192-7", RetryRequest.SAME)).isEqualTo(RUN);
        RetryRequest other = new RetryRequest(Map.of("day", "2"), List.of("load", "check"), true);
        assertThat(client.retry("0192-7", other)).isEqualTo(RUN);

        assertThat(fake.calls)
                .containsExactly(
                        "runs " + query + " " + CURSOR + " 5",
                        "run 0192-7",
                        "attempts 0192-7",
                        "log 0192-7 12",
                        "why 0192-7",
                        "cancel 0192-7",
                        "hold 0192-7",
                        "release 0192-7",
                        "dismiss 0192-7",
                        "parts 0192-7",
                        "retry 0192-7 " + RetryRequest.SAME,
                        "retry 0192-7 " + other);
    }

    @Test
    void runsAreCountedAndChartedByTheSameQuery() {
        RunQuery query =
                new RunQuery(
                        Set.of(RunState.LOST),
                        "b*/orders?",
                        TIME,
                        TIME.plusMillis(1500),
                        "mail & more",
                        "a",
                        Set.of("RETRY"),
                        "50 %",
                        CURSOR,
                        "9f86d081884c7d65");
        assertThat(client.countRuns(query)).isEqualTo(new RunCount(382, true));
        assertThat(client.histogram(query, 7)).isEqualTo(FakeCarillon.histogram());
        client.runs(query, null, 5);

        assertThat(fake.calls)
                .containsExactly(
                        "countRuns " + query,
                        "histogram " + query + " 7",
                        "runs " + query + " null 5");
    }

    @Test
    void manyRunsAreChangedByAPlan() {
        RunQuery query =
                new RunQuery(
                        Set.of(RunState.FAILED),
                        "orders*",
                        TIME,
                        TIME.plusMillis(1500),
                        "mail",
                        "a",
                        Set.of("RETRY"),
                        "50 % \"x\"",
                        CURSOR,
                        "9f86d081884c7d65");
        assertThat(client.planBulk(BulkAction.RETRY, query)).isEqualTo(FakeCarillon.bulk());
        client.planBulk(BulkAction.HOLD, RunQuery.ALL);
        client.planBulk(BulkAction.CANCEL, List.of(CURSOR, "x"));
        assertThat(client.bulk("p1")).isEqualTo(FakeCarillon.bulk());
        assertThat(client.stepBulk("p1")).isEqualTo(FakeCarillon.bulk());
        assertThat(client.undoBulk("p1")).isEqualTo(FakeCarillon.bulk());

        assertThat(fake.calls)
                .containsExactly(
                        "planBulk RETRY " + query,
                        "planBulk HOLD " + RunQuery.ALL,
                        "planBulk CANCEL [" + CURSOR + ", x]",
                        "bulk p1",
                        "stepBulk p1",
                        "undoBulk p1");
    }

    @Test
    void failuresAreReadAndSortedOut() {
        FailureQuery query = new FailureQuery(Set.of(FailureState.MUTED), "billing/*", "ada & bob");
        List<FailureChange> changes =
                List.of(
                        new FailureChange.Assign("ada ü"),
                        new FailureChange.Assign(null),
                        new FailureChange.Note("two\nlines"),
                        new FailureChange.Acknowledge(),
                        new FailureChange.Snooze(Duration.ofHours(8)),
                        new FailureChange.Mute(),
                        new FailureChange.Resolve());
        assertThat(client.failures(query, "17.9f86d081884c7d65", 5).items())
                .containsExactly(FakeCarillon.failure());
        client.failures(FailureQuery.OPEN, null, 100);
        assertThat(client.failure("9f86d081884c7d65")).isEqualTo(FakeCarillon.failure());
        for (FailureChange change : changes) {
            assertThat(client.changeFailure("9f86d081884c7d65", change))
                    .isEqualTo(FakeCarillon.failure());
        }

        List<String> calls =
                new ArrayList<>(
                        List.of(
                                "failures " + query + " 17.9f86d081884c7d65 5",
                                "failures " + FailureQuery.OPEN + " null 100",
                                "failure 9f86d081884c7d65"));
        changes.forEach(change -> calls.add("changeFailure 9f86d081884c7d65 " + change));
        assertThat(fake.calls).containsExactlyElementsOf(calls);
    }

    @Test
    void whatIsDueIsRead() {
        ForecastQuery query = new ForecastQuery(TIME, TIME.plusSeconds(60), "orders*", "mail & x");
        ForecastQuery all = new ForecastQuery(TIME, TIME.plusMillis(1), null, null);
        assertThat(client.forecast(query)).isEqualTo(FakeCarillon.forecast());
        client.forecast(all);

        assertThat(fake.calls).containsExactly("forecast " + query, "forecast " + all);
    }

    @Test
    void nodesAreRead() {
        assertThat(client.nodes()).containsExactly(FakeCarillon.node());
        assertThat(client.segments())
                .containsExactly(
                        new SegmentView(0, "a", 7, "b"), new SegmentView(1, null, 0, null));
        assertThat(client.stats().runs()).containsEntry(RunState.QUEUED, 4L);
        assertThat(client.backup().took()).isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void tokensAreMadeReadAndRevoked() {
        assertThat(client.me()).isEqualTo(new Me("admin", Role.ADMIN));
        assertThat(client.tokens()).containsExactly(FakeCarillon.token());
        assertThat(client.createToken("ci", Role.OPERATOR, Duration.ofDays(90)))
                .isEqualTo(new NewToken("carillon_x", FakeCarillon.token()));
        client.createToken("board", Role.VIEWER, null);
        client.revokeToken("ci");

        assertThat(fake.calls)
                .containsExactly(
                        "me",
                        "tokens",
                        "createToken ci OPERATOR PT2160H",
                        "createToken board VIEWER null",
                        "revokeToken ci");
    }

    @Test
    void changesAreReadAndUndone() {
        var query = new ChangeQuery("job", "billing/orders", "ann & bob", TIME);
        assertThat(client.changes(query, "21", 7))
                .isEqualTo(new Page<>(List.of(FakeCarillon.change()), "17"));
        client.changes(ChangeQuery.ALL, null, 100);
        client.changes(new ChangeQuery("queue", null, null, null), null, 1);
        assertThat(client.change(17)).isEqualTo(FakeCarillon.changeDetails());
        assertThat(client.undo(17)).isEqualTo(FakeCarillon.change());
        assertThat(client.versions("billing", "orders", "4", 2).items())
                .containsExactly(FakeCarillon.version());
        client.versions("billing", "orders", null, 100);

        assertThat(fake.calls)
                .containsExactly(
                        "changes " + query + " 21 7",
                        "changes " + ChangeQuery.ALL + " null 100",
                        "changes " + new ChangeQuery("queue", null, null, null) + " null 1",
                        "change 17",
                        "undo 17",
                        "versions billing/orders 4 2",
                        "versions billing/orders null 100");
    }

    @Test
    void nodesAreCordoned() {
        assertThat(client.cordon("node a", null)).isEqualTo(FakeCarillon.node());
        client.cordon("a", Duration.ofMinutes(90));
        client.cordon("a", Duration.ofMillis(1));
        assertThat(client.uncordon("a")).isEqualTo(FakeCarillon.node());

        assertThat(fake.calls)
                .containsExactly(
                        "cordon node a null",
                        "cordon a PT1H30M",
                        "cordon a PT0.001S",
                        "uncordon a");
    }

    @Test
    void queuesAreReadAndChanged() {
        QueueDefinition mail =
                new QueueDefinition(
                        "mail", 3, new Rate(10, Duration.ofMinutes(1), 5), 7, List.of("nights"));
        QueueDefinition unlimited = QueueDefinition.unlimited("mail");
        assertThat(client.queues()).containsExactly(FakeCarillon.queue());
        assertThat(client.queue("mail")).isEqualTo(FakeCarillon.queue());
        assertThat(client.putQueue(mail, null)).isEqualTo(FakeCarillon.queue());
        client.putQueue(unlimited, Duration.ofHours(8));
        assertThat(client.pauseQueue("mail", null)).isEqualTo(FakeCarillon.queue());
        client.pauseQueue("mail", Duration.ofDays(2));
        assertThat(client.resumeQueue("mail")).isEqualTo(FakeCarillon.queue());
        client.deleteQueue("mail");

        assertThat(fake.calls)
                .containsExactly(
                        "queues",
                        "queue mail",
                        "putQueue " + mail + " null",
                        "putQueue " + unlimited + " PT8H",
                        "pauseQueue mail null",
                        "pauseQueue mail PT48H",
                        "resumeQueue mail",
                        "deleteQueue mail");
    }

    @Test
    void calendarsAreReadAndChanged() {
        CalendarDefinition holidays =
                new CalendarDefinition(
                        "holidays",
                        "Days of rest: ä.",
                        List.of(
                                new Days(
                                        LocalDate.parse("2027-12-24"),
                                        LocalDate.parse("2027-12-31"))),
                        List.of(MonthDay.of(2, 29)),
                        Set.of(DayOfWeek.SUNDAY),
                        List.of("* 22-23 * * *"),
                        List.of(new Period(TIME, TIME.plusMillis(1500))),
                        List.of("other"),
                        List.of("workdays"));
        String ics = "BEGIN:VCALENDAR\r\nSUMMARY:ü\r\nEND:VCALENDAR\r\n";
        assertThat(client.calendars()).containsExactly(FakeCarillon.calendar());
        assertThat(client.calendar("holidays")).isEqualTo(FakeCarillon.calendar());
        assertThat(client.putCalendar(holidays)).isEqualTo(FakeCarillon.calendar());
        assertThat(client.importCalendar("holidays", ics)).isEqualTo(FakeCarillon.calendar());
        client.deleteCalendar("holidays");

        assertThat(fake.calls)
                .containsExactly(
                        "calendars",
                        "calendar holidays",
                        "putCalendar " + holidays,
                        "importCalendar holidays " + ics,
                        "deleteCalendar holidays");
    }
}
