package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.LogPart;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Commands about runs.
final class RunCommands {
    private RunCommands() {}

    @Command(description = "Run a job now")
    static int run(
            @Mixin Target target,
            @Parameters String job,
            @Option(names = "-p", paramLabel = "KEY=VALUE")
                    @Nullable Map<String, String> parameters,
            @Option(names = "--idempotency-key") @Nullable String key,
            @Option(
                            names = "--wait",
                            description = "Until it is finished; exit code 1 when it failed")
                    boolean wait)
            throws InterruptedException {
        JobName name = JobName.of(job);
        Carillon carillon = target.carillon();
        var request = new RunRequest(parameters == null ? Map.of() : parameters, null);
        RunView run = carillon.run(name.namespace(), name.name(), request, key);
        while (wait && !run.state().finished()) {
            pause();
            run = carillon.run(run.id());
        }
        target.answer(run, run.id() + "  " + run.state());
        return wait ? Exit.of(run.state()) : Exit.OK;
    }

    @Command(description = "The runs, newest first")
    static int runs(
            @Mixin Target target,
            @Option(names = "--state", split = ",") @Nullable Set<RunState> states,
            @Option(names = "--job") @Nullable String job,
            @Option(names = "--since", paramLabel = "INSTANT") @Nullable Instant since,
            @Option(names = "--limit", defaultValue = "20") int limit) {
        String key = job == null ? null : JobName.of(job).toString();
        var query = new RunQuery(states == null ? Set.of() : states, key, since, null);
        var page = target.carillon().runs(query, null, limit);
        target.answer(page, RunLines.table(page.items(), Instant.now(), ZoneId.systemDefault()));
        return Exit.OK;
    }

    @Command(description = "The output of a run")
    static int log(
            @Mixin Target target,
            @Parameters String run,
            @Option(names = "-f", description = "Follow until the run is finished") boolean follow,
            @Option(names = "--raw", description = "Leave control characters as they are")
                    boolean raw)
            throws InterruptedException {
        Carillon carillon = target.carillon();
        LogPart part = carillon.log(run, 0);
        while (true) {
            target.out.print(raw ? part.text() : PlainText.of(part.text()));
            target.out.flush();
            if (part.end() || part.text().isEmpty() && !follow) {
                return Exit.OK;
            }
            if (part.text().isEmpty()) {
                pause();
            }
            part = carillon.log(run, part.next());
        }
    }

    @Command(description = "Why a run is not running")
    static int why(@Mixin Target target, @Parameters String run) {
        Carillon.Why why = target.carillon().why(run);
        target.answer(why, why.reason() + ": " + why.text());
        return Exit.OK;
    }

    @Command(description = "Ask a run to end")
    static int cancel(@Mixin Target target, @Parameters String run) {
        RunView view = target.carillon().cancel(run);
        target.answer(view, view.id() + "  " + view.state());
        return Exit.OK;
    }

    @Command(description = "Queue a run again, as a new one")
    static int retry(@Mixin Target target, @Parameters String run) {
        RunView view = target.carillon().retry(run);
        target.answer(view, view.id() + "  " + view.state());
        return Exit.OK;
    }

    private static void pause() throws InterruptedException {
        // Never counted down: a wait that ends by interruption, unlike a pause of the thread
        // scheduler.
        if (new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("unreachable");
        }
    }
}
