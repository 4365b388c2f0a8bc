package dev.carillon.node;

import dev.carillon.api.Bulk;
import dev.carillon.api.BulkAction;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.InstantSource;
import java.time.ZoneId;

/// Commands that do something to many runs at once: `carillon bulk COMMAND`.
@Command(
        name = "bulk",
        addMethodSubcommands = false,
        description = {
            "Retry, cancel, hold, release or dismiss all runs that match.",
            "Shows first how many these are and how many are left out for which reason. On a terminal it then asks, elsewhere it needs --yes. It is done to exactly the runs that were counted.",
            ""
        })
final class BulkCommands {
    private static final InstantSource CLOCK = InstantSource.system();

    private BulkCommands() {}

    @Command(
            description = {
                "Queue runs again that ended without success, as new runs with the same parameters.",
                ""
            })
    static int retry(
            @Mixin Target target,
            @Mixin RunOptions options,
            @Option(
                            names = {"-y", "--yes"},
                            description = "Do it without asking")
                    boolean yes) {
        return act(target, BulkAction.RETRY, options, yes);
    }

    @Command(description = {"Ask runs to end that have not.", ""})
    static int cancel(
            @Mixin Target target,
            @Mixin RunOptions options,
            @Option(
                            names = {"-y", "--yes"},
                            description = "Do it without asking")
                    boolean yes) {
        return act(target, BulkAction.CANCEL, options, yes);
    }

    @Command(description = {"Keep runs that have not begun from starting.", ""})
    static int hold(
            @Mixin Target target,
            @Mixin RunOptions options,
            @Option(
                            names = {"-y", "--yes"},
                            description = "Do it without asking")
                    boolean yes) {
        return act(target, BulkAction.HOLD, options, yes);
    }

    @Command(description = {"Let held runs go on.", ""})
    static int release(
            @Mixin Target target,
            @Mixin RunOptions options,
            @Option(
                            names = {"-y", "--yes"},
                            description = "Do it without asking")
                    boolean yes) {
        return act(target, BulkAction.RELEASE, options, yes);
    }

    @Command(description = {"Note that runs without success need no more attention.", ""})
    static int dismiss(
            @Mixin Target target,
            @Mixin RunOptions options,
            @Option(
                            names = {"-y", "--yes"},
                            description = "Do it without asking")
                    boolean yes) {
        return act(target, BulkAction.DISMISS, options, yes);
    }

    @Command(
            description = {
                "Take back what a plan did: new runs that have not begun are cancelled, held runs released, released ones held, dismissed ones not.",
                "What cannot be taken back is told. A plan that was not done to its end is over.",
                ""
            })
    static int undo(
            @Mixin Target target,
            @Parameters(
                            paramLabel = "PLAN",
                            description = "The plan, which was shown when it was done")
                    String plan) {
        return new BulkSteps(target).undo(plan);
    }

    private static int act(Target target, BulkAction action, RunOptions options, boolean yes) {
        RunQuery query = options.query(new Moment(CLOCK.instant(), ZoneId.systemDefault()));
        if (query.equals(RunQuery.ALL)) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "nothing says which runs are meant; name at least one of --state, --job, --since and the others");
        }
        return act(target, action, query, yes);
    }

    /// The same for a query that is made elsewhere.
    static int act(Target target, BulkAction action, RunQuery query, boolean yes) {
        Bulk planned = target.carillon().planBulk(action, query);
        return new BulkSteps(target).act(planned, yes);
    }
}
