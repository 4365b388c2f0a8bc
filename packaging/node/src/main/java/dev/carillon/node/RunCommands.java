package dev.carillon.node;

import dev.carillon.api.AttemptView;
import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.LogPart;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Commands about runs.
final class RunCommands {
    private static final String RUN = "Id of the run, or the end of it that `runs` shows";
    private static final InstantSource CLOCK = InstantSource.system();
    private static final int PART = 500;

    private RunCommands() {}

    @Command(
            description = {
                "Make a run of a job, now or later; also of a paused one.",
                "Prints the id of the run and its state. With --wait the exit code is 0 when the run succeeded and 1 when it ended otherwise.",
                ""
            })
    static int run(
            @Mixin Target target,
            @Parameters(paramLabel = "JOB", description = "Name of the job, or NAMESPACE/NAME")
                    String job,
            @Option(
                            names = {"-p", "--param"},
                            paramLabel = "KEY=VALUE",
                            description = "Value of a parameter; may be repeated")
                    @Nullable Map<String, String> parameters,
            @Option(
                            names = "--at",
                            paramLabel = "TIME",
                            description =
                                    "When it is due: 2027-01-01T06:00:00Z, 2027-01-01T06:00, or in so long, such as 90m")
                    @Nullable String at,
            @Option(
                            names = "--idempotency-key",
                            paramLabel = "KEY",
                            description =
                                    "Within 24 hours the same key gives the same run, so that a script may repeat the call")
                    @Nullable String key,
            @Option(names = "--wait", description = "Wait until the run is finished") boolean wait,
            @Option(
                            names = {"-f", "--follow"},
                            description =
                                    "Wait, and print the output of the run as it comes; the rest goes to standard error")
                    boolean follow)
            throws InterruptedException {
        JobName name = JobName.of(job);
        Carillon carillon = target.carillon();
        Instant due =
                at == null ? null : new Moment(CLOCK.instant(), ZoneId.systemDefault()).after(at);
        var request = new RunRequest(parameters == null ? Map.of() : parameters, due);
        RunView run = carillon.run(name.namespace(), name.name(), request, key);
        if (follow) {
            if (!target.json) {
                target.err().println(state(run));
            }
            follow(carillon, run.id(), target.json ? target.err() : target.out(), false);
        }
        if (wait || follow) {
            run = finished(carillon, run.id());
        }
        if (target.json) {
            target.answerJson(run);
        } else {
            (follow ? target.err() : target.out()).println(state(run));
        }
        return wait || follow ? Exit.of(run.state()) : Exit.OK;
    }

    @Command(description = {"List runs, newest first.", ""})
    static int runs(
            @Mixin Target target,
            @Option(
                            names = "--state",
                            split = ",",
                            paramLabel = "STATE",
                            description = "Only in one of these states: ${COMPLETION-CANDIDATES}")
                    @Nullable Set<RunState> states,
            @Option(names = "--job", paramLabel = "JOB", description = "Only of this job")
                    @Nullable String job,
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            description =
                                    "Only due since then: an instant, a date, or so long ago, such as 2h")
                    @Nullable String since,
            @Option(
                            names = "--error",
                            paramLabel = "TEXT",
                            description = "Only with this in their message")
                    @Nullable String error,
            @Option(
                            names = "--limit",
                            defaultValue = "20",
                            paramLabel = "COUNT",
                            description = "At most so many; default: ${DEFAULT-VALUE}")
                    int limit) {
        if (limit < 1) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST, "--limit is at least 1, not " + limit);
        }
        Instant now = CLOCK.instant();
        ZoneId zone = ZoneId.systemDefault();
        var query =
                new RunQuery(
                        states == null ? Set.of() : states,
                        job == null ? null : JobName.of(job).toString(),
                        since == null ? null : new Moment(now, zone).before(since),
                        error);
        List<RunView> runs = find(target.carillon(), query, limit);
        target.answer(runs, RunLines.table(runs, now, zone));
        return Exit.OK;
    }

    @Command(description = {"Show a run with all its attempts.", ""})
    static int show(
            @Mixin Target target, @Parameters(paramLabel = "RUN", description = RUN) String id) {
        Carillon carillon = target.carillon();
        RunView run = carillon.run(RunIds.whole(carillon, id));
        List<AttemptView> attempts = carillon.attempts(run.id());
        if (target.json) {
            target.answerJson(Map.of("run", run, "attempts", attempts));
            return Exit.OK;
        }
        facts(run).forEach((what, value) -> target.out().println(fact(what, value)));
        target.out().println();
        new TextTable(
                        List.of("ATTEMPT", "STATE", "NODE", "STARTED", "ENDED", "CODE", "MESSAGE"),
                        attempts.stream().map(RunCommands::cells).toList())
                .lines(0)
                .forEach(target.out()::println);
        return Exit.OK;
    }

    @Command(
            description = {
                "Print the output of a run.",
                "Control characters are replaced, so that output cannot take over the terminal.",
                ""
            })
    static int log(
            @Mixin Target target,
            @Parameters(paramLabel = "RUN", description = RUN) String id,
            @Option(
                            names = {"-f", "--follow"},
                            description = "Go on until the run is finished")
                    boolean follow,
            @Option(names = "--raw", description = "Leave control characters as they are")
                    boolean raw)
            throws InterruptedException {
        Carillon carillon = target.carillon();
        String run = RunIds.whole(carillon, id);
        if (target.json) {
            target.answerJson(Map.of("run", run, "text", stored(carillon, run)));
            return Exit.OK;
        }
        if (follow) {
            follow(carillon, run, target.out(), raw);
        } else {
            target.out().print(shown(stored(carillon, run), raw));
            target.out().flush();
        }
        return Exit.OK;
    }

    @Command(description = {"Say why a run is not running.", ""})
    static int why(
            @Mixin Target target, @Parameters(paramLabel = "RUN", description = RUN) String id) {
        Carillon carillon = target.carillon();
        Carillon.Why why = carillon.why(RunIds.whole(carillon, id));
        target.answer(why, why.reason() + ": " + why.text());
        return Exit.OK;
    }

    @Command(
            description = {
                "Ask a run to end. Its processes get TERM, and KILL after the job's killGrace.",
                ""
            })
    static int cancel(
            @Mixin Target target, @Parameters(paramLabel = "RUN", description = RUN) String id) {
        Carillon carillon = target.carillon();
        RunView view = carillon.cancel(RunIds.whole(carillon, id));
        target.answer(view, state(view));
        return Exit.OK;
    }

    @Command(
            description = {
                "Queue a run that did not succeed again, as a new run with the same parameters.",
                ""
            })
    static int retry(
            @Mixin Target target, @Parameters(paramLabel = "RUN", description = RUN) String id) {
        Carillon carillon = target.carillon();
        RunView view = carillon.retry(RunIds.whole(carillon, id));
        target.answer(view, state(view));
        return Exit.OK;
    }

    private static List<RunView> find(Carillon carillon, RunQuery query, int limit) {
        var runs = new ArrayList<RunView>();
        String cursor = null;
        do {
            var page = carillon.runs(query, cursor, Math.min(PART, limit - runs.size()));
            runs.addAll(page.items());
            cursor = page.cursor();
        } while (cursor != null && runs.size() < limit);
        return runs;
    }

    private static String state(RunView run) {
        String text = RunLines.text(run);
        return run.id()
                + "  "
                + run.state()
                + (run.finishedAt() == null ? "" : " after " + RunLines.took(run, run.finishedAt()))
                + (text.isEmpty() ? "" : ": " + text);
    }

    private static Map<String, Object> facts(RunView run) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("run", run.id());
        facts.put("job", run.job() + ", version " + run.jobVersion());
        facts.put("state", run.state());
        String text = RunLines.text(run);
        if (!text.isEmpty()) {
            facts.put("message", text);
        }
        if (run.result() != null && !run.result().equals(text)) {
            facts.put("result", run.result());
        }
        facts.put(
                "cause",
                run.cause() + (run.scheduleId() == null ? "" : ", schedule " + run.scheduleId()));
        if (run.nominal() != null && !run.nominal().equals(run.due())) {
            facts.put("nominal", run.nominal());
        }
        facts.put("due", run.due());
        if (run.startedAt() != null) {
            facts.put("started", run.startedAt());
        }
        if (run.finishedAt() != null) {
            facts.put("ended", run.finishedAt());
        }
        facts.put("attempt", run.attempt() + " of " + run.maxAttempts());
        if (run.exitCode() != null) {
            facts.put("exit code", run.exitCode());
        }
        if (!run.parameters().isEmpty()) {
            facts.put("parameters", run.parameters());
        }
        return facts;
    }

    private static String fact(String what, Object value) {
        return "%-11s %s".formatted(what, PlainText.line(value.toString()));
    }

    private static List<String> cells(AttemptView attempt) {
        return List.of(
                "" + attempt.attempt(),
                attempt.state().name(),
                attempt.node() == null ? "-" : attempt.node(),
                orDash(attempt.startedAt()),
                orDash(attempt.finishedAt()),
                orDash(attempt.exitCode()),
                attempt.message() == null ? "" : attempt.message());
    }

    private static String orDash(@Nullable Object value) {
        return value == null ? "-" : value.toString();
    }

    private static String stored(Carillon carillon, String run) {
        var text = new StringBuilder();
        LogPart part = carillon.log(run, 0);
        while (!part.text().isEmpty()) {
            text.append(part.text());
            part = carillon.log(run, part.next());
        }
        return text.toString();
    }

    private static void follow(Carillon carillon, String run, PrintWriter out, boolean raw)
            throws InterruptedException {
        LogPart part = carillon.log(run, 0);
        while (true) {
            out.print(shown(part.text(), raw));
            if (out.checkError() || part.end()) {
                return;
            }
            if (part.text().isEmpty()) {
                pause();
            }
            part = carillon.log(run, part.next());
        }
    }

    private static RunView finished(Carillon carillon, String id) throws InterruptedException {
        RunView run = carillon.run(id);
        while (!run.state().finished()) {
            pause();
            run = carillon.run(id);
        }
        return run;
    }

    private static String shown(String text, boolean raw) {
        return raw ? text : PlainText.of(text);
    }

    private static void pause() throws InterruptedException {
        // Never counted down: a wait that ends by interruption, unlike a pause of the thread
        // scheduler.
        if (new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("unreachable");
        }
    }
}
