package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.BackfillRequest;
import dev.carillon.api.Carillon.Backfilled;
import dev.carillon.api.Carillon.Due;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobView;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/// Commands about when jobs are due.
final class ScheduleCommands {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final int MOST_NEXT = 1_000;

    private ScheduleCommands() {}

    @Command(
            description = {
                "Pass over the next due time of a job, once.",
                "When it comes it is recorded as skipped. Doing it again before then changes nothing.",
                ""
            })
    static int skip(
            @Mixin Target target,
            @Parameters(paramLabel = "JOB", description = JobCommands.DESCRIPTION) String job,
            @Option(
                            names = "--schedule",
                            paramLabel = "ID",
                            description = "Only of this schedule; default: the next of each")
                    @Nullable String schedule) {
        JobName name = JobName.of(job);
        List<Instant> skipped = target.carillon().skipNext(name.namespace(), name.name(), schedule);
        target.answer(
                skipped,
                "skipped of "
                        + name
                        + ": "
                        + String.join(", ", skipped.stream().map(Instant::toString).toList()));
        return Exit.OK;
    }

    @Command(
            description = {
                "List the next due times of a job, by UTC and by the clock here.",
                "A note says what the clock of the schedule's zone shows, where it changes, and when jitter makes the start later.",
                ""
            })
    static int next(
            @Mixin Target target,
            @Parameters(paramLabel = "JOB", description = JobCommands.DESCRIPTION) String job,
            @Option(
                            names = {"-n", "--count"},
                            defaultValue = "10",
                            paramLabel = "COUNT",
                            description = "How many, up to 1000; default: ${DEFAULT-VALUE}")
                    int count) {
        if (count < 1 || count > MOST_NEXT) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "--count is from 1 to " + MOST_NEXT + ", not " + count);
        }
        JobName name = JobName.of(job);
        Carillon carillon = target.carillon();
        List<Due> due = carillon.next(name.namespace(), name.name(), count);
        if (target.json) {
            target.answerJson(due);
            return Exit.OK;
        }
        JobView view = carillon.job(name.namespace(), name.name());
        if (view.paused()) {
            target.err()
                    .println(
                            "carillon: "
                                    + name
                                    + " is paused: none of these makes a run before `carillon resume "
                                    + job
                                    + "`");
        }
        if (due.isEmpty()) {
            target.out().println(name + " has no due time; see: carillon why " + job);
            return Exit.OK;
        }
        var definition = Definitions.fromJson(view.definition(), view.key());
        DueLines.table(due, definition, CLOCK.instant(), ZoneId.systemDefault())
                .lines(0)
                .forEach(target.out()::println);
        return Exit.OK;
    }

    @Command(
            description = {
                "Make runs of a job for the due times of a range, past or to come.",
                "Shows first which these are. On a terminal it then asks, elsewhere it needs --yes. It makes exactly the runs it showed: if the job changed meanwhile it makes none and ends with 4.",
                ""
            })
    static int backfill(
            @Mixin Target target,
            @Parameters(paramLabel = "JOB", description = JobCommands.DESCRIPTION) String job,
            @Option(
                            names = "--from",
                            required = true,
                            paramLabel = "TIME",
                            description =
                                    "Begin of the range: an instant, a date, or so long ago, such as 2h")
                    String from,
            @Option(
                            names = "--until",
                            required = true,
                            paramLabel = "TIME",
                            description =
                                    "End of the range, written like its begin; a due time at it is not in the range")
                    String until,
            @Option(
                            names = "--schedule",
                            paramLabel = "ID",
                            description = "Only of this schedule; default: all of the job")
                    @Nullable String schedule,
            @Option(
                            names = {"-p", "--param"},
                            paramLabel = "KEY=VALUE",
                            description = "Value of a parameter for all the runs; may be repeated")
                    @Nullable Map<String, String> parameters,
            @Option(
                            names = {"-y", "--yes"},
                            description = "Make the runs without asking")
                    boolean yes) {
        JobName name = JobName.of(job);
        var moment = new Moment(CLOCK.instant(), ZoneId.systemDefault());
        var preview =
                new BackfillRequest(
                        moment.before(from),
                        moment.before(until),
                        schedule,
                        parameters == null ? Map.of() : parameters,
                        null);
        Carillon carillon = target.carillon();
        Backfilled planned = carillon.backfill(name.namespace(), name.name(), preview);
        int count = planned.due().size();
        if (!target.json) {
            show(target, name, preview, planned);
        }
        if (count > 0 && !yes) {
            if (target.json) {
                target.answerJson(planned);
            }
            var terminal = Terminal.ofThisProcess();
            if (target.json || terminal.isEmpty()) {
                throw new CarillonException(
                        ErrorCode.MALFORMED_REQUEST,
                        "no run was made, this is what would be; add --yes to make " + runs(count));
            }
            if (!terminal.get().agrees("Make " + runs(count) + "?")) {
                target.out().println("no run was made");
                return Exit.INTERRUPTED;
            }
        }
        Backfilled made =
                count == 0
                        ? planned
                        : carillon.backfill(
                                name.namespace(), name.name(), with(preview, planned.plan()));
        target.answer(
                made,
                count == 0
                        ? "there is no run to make"
                        : "made " + runs(made.runs().size()) + " of " + name);
        return Exit.OK;
    }

    private static void show(
            Target target, JobName name, BackfillRequest request, Backfilled planned) {
        int count = planned.due().size();
        target.out()
                .println(
                        "%s of %s from %s until %s%s"
                                .formatted(
                                        count == 1 ? "1 due time" : count + " due times",
                                        name,
                                        request.from().truncatedTo(ChronoUnit.SECONDS),
                                        request.until().truncatedTo(ChronoUnit.SECONDS),
                                        count == 0 ? "" : ":"));
        if (count > 0) {
            DueLines.ends(planned.due()).lines(0).forEach(target.out()::println);
        }
    }

    private static BackfillRequest with(BackfillRequest preview, String plan) {
        return new BackfillRequest(
                preview.from(), preview.until(), preview.schedule(), preview.parameters(), plan);
    }

    private static String runs(int count) {
        return count == 1 ? "1 run" : count + " runs";
    }
}
