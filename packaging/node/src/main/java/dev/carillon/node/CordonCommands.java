package dev.carillon.node;

import dev.carillon.api.Carillon.NodeView;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/// Commands that keep runs away from a node.
final class CordonCommands {
    private static final String NODE = "Name of the node, or its id";

    private CordonCommands() {}

    @Command(
            description = {
                "Let a node take no more runs. Those under way go on.",
                "A node that is started again takes runs.",
                ""
            })
    static int cordon(
            @Mixin Target target,
            @Parameters(paramLabel = "NODE", description = NODE) String node,
            @Option(
                            names = "--for",
                            paramLabel = "TIME",
                            description = "How long, such as 2h; default: until uncordon")
                    @Nullable String time) {
        Duration duration = duration(time);
        NodeView view = target.carillon().cordon(node, duration);
        target.answer(
                view,
                "node "
                        + view.name()
                        + " is cordoned"
                        + (view.cordonedUntil() == null
                                ? ""
                                : " " + Times.until(view.cordonedUntil())));
        return Exit.OK;
    }

    @Command(description = {"Let a node take runs again.", ""})
    static int uncordon(
            @Mixin Target target,
            @Parameters(paramLabel = "NODE", description = NODE) String node) {
        NodeView view = target.carillon().uncordon(node);
        target.answer(view, "node " + view.name() + " takes runs");
        return Exit.OK;
    }

    @Command(
            description = {
                "Let a node take no more runs, and wait until none is under way on it.",
                "It says what it waits for on standard error. The node stays cordoned, also when the time is over or Ctrl+C ends the wait; `uncordon` undoes it. The exit code is 1 when runs are still under way after --timeout.",
                ""
            })
    static int drain(
            @Mixin Target target,
            @Parameters(paramLabel = "NODE", description = NODE) String node,
            @Option(
                            names = "--timeout",
                            paramLabel = "TIME",
                            description = "How long to wait, such as 10m; default: without end")
                    @Nullable String time)
            throws InterruptedException {
        Duration most = duration(time);
        var carillon = target.carillon();
        NodeView view = carillon.cordon(node, null);
        var drain = new Drain(carillon, view.name(), InstantSource.system());
        var left =
                drain.await(
                        most,
                        line -> {
                            if (!target.json) {
                                target.err().println(PlainText.line("carillon: " + line));
                            }
                        });
        target.answer(
                Map.of("node", view, "left", left),
                left.isEmpty()
                        ? "node " + view.name() + " is drained; it stays cordoned"
                        : "node "
                                + view.name()
                                + " is cordoned, and runs are still under way on it: "
                                + left.size());
        return left.isEmpty() ? Exit.OK : Exit.FAILED;
    }

    private static @Nullable Duration duration(@Nullable String time) {
        return time == null ? null : Moment.duration(time);
    }
}
