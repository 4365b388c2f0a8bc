package dev.carillon.node;

import dev.carillon.api.AttemptView;
import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.LogPart;
import dev.carillon.api.Carillon.RunCount;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.RunView;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Commands that make and show runs.
final class RunCommands {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
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
            @Option(
                            names = "--unique",
                            paramLabel = "KEY",
                            description =
                                    "While a run of the job with this key is not finished, give that one instead of a new one")
                    @Nullable String unique,
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
        var request = new RunRequest(parameters == null ? Map.of() : parameters, due, unique);
        RunView run = carillon.run(name.namespace(), name.name(), request, key);
        if (follow) {
            if (!target.json) {
                target.err().println(RunLines.summary(run));
            }
            follow(carillon, run.id(), target.json ? target.err() : target.out(), false);
        }
        if (wait || follow) {
            run = finished(carillon, run.id());
        }
        if (target.json) {
            target.answerJson(run);
        } else {
            (follow ? target.err() : target.out()).println(RunLines.summary(run));
        }
        return wait || follow ? Exit.of(run.state()) : Exit.OK;
    }

    @Command(description = {"List runs, newest first.", ""})
    static int runs(
            @Mixin Target target,
            @Mixin RunOptions options,
            @Option(
                            names = "--limit",
                            defaultValue = "20",
                            paramLabel = "COUNT",
                            description = "At most so many; default: ${DEFAULT-VALUE}")
                    int limit,
            @Option(names = "--count", description = "Only say how many there are, up to 100,000")
                    boolean count) {
        if (limit < 1) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST, "--limit is at least 1, not " + limit);
        }
        Instant now = CLOCK.instant();
        ZoneId zone = ZoneId.systemDefault();
        RunQuery query = options.query(new Moment(now, zone));
        if (count) {
            RunCount counted = target.carillon().countRuns(query);
            target.answer(
                    counted,
                    (counted.capped() ? "more than " : "")
                            + (counted.count() == 1 ? "1 run" : counted.count() + " runs"));
            return Exit.OK;
        }
        List<RunView> runs = find(target.carillon(), query, limit);
        target.answer(runs, RunLines.table(runs, now, zone));
        return Exit.OK;
    }

    @Command(description = {"Show a run with all its attempts.", ""})
    static int show(
            @Mixin Target target,
            @Parameters(paramLabel = "RUN", description = RunIds.DESCRIPTION) String id) {
        Carillon carillon = target.carillon();
        RunView run = carillon.run(RunIds.whole(carillon, id));
        List<AttemptView> attempts = carillon.attempts(run.id());
        if (target.json) {
            target.answerJson(Map.of("run", run, "attempts", attempts));
            return Exit.OK;
        }
        RunFacts.of(run).lines().forEach(target.out()::println);
        target.out().println();
        AttemptLines.of(attempts).lines(0).forEach(target.out()::println);
        // A run of several has been on no node itself.
        List<RunView> parts = run.node() == null ? carillon.parts(run.id()) : List.of();
        if (!parts.isEmpty()) {
            target.out().println();
            RunLines.parts(parts, CLOCK.instant()).lines(0).forEach(target.out()::println);
        }
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
            @Parameters(paramLabel = "RUN", description = RunIds.DESCRIPTION) String id,
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

    @Command(
            description = {
                "List the parts of a run of several: the steps of a flow, shards, or one for each node.",
                ""
            })
    static int parts(
            @Mixin Target target,
            @Parameters(paramLabel = "RUN", description = RunIds.DESCRIPTION) String id) {
        Carillon carillon = target.carillon();
        String run = RunIds.whole(carillon, id);
        List<RunView> parts = carillon.parts(run);
        if (parts.isEmpty()) {
            target.answer(parts, "run " + run + " has no parts; it is one by itself");
        } else {
            target.answer(parts, RunLines.parts(parts, CLOCK.instant()));
        }
        return Exit.OK;
    }

    /// Runs, newest first, of as many pages as it takes.
    static List<RunView> find(Carillon carillon, RunQuery query, int limit) {
        var runs = new ArrayList<RunView>();
        String cursor = null;
        do {
            var page = carillon.runs(query, cursor, Math.min(PART, limit - runs.size()));
            runs.addAll(page.items());
            cursor = page.cursor();
        } while (cursor != null && runs.size() < limit);
        return runs;
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
                Pause.of(BETWEEN_LOOKS);
            }
            part = carillon.log(run, part.next());
        }
    }

    private static RunView finished(Carillon carillon, String id) throws InterruptedException {
        RunView run = carillon.run(id);
        while (!run.state().finished()) {
            Pause.of(BETWEEN_LOOKS);
            run = carillon.run(id);
        }
        return run;
    }

    private static String shown(String text, boolean raw) {
        return raw ? text : PlainText.of(text);
    }
}
