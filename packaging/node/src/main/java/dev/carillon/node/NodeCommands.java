package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.EventView;
import dev.carillon.api.RunView;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Commands that look at a node.
final class NodeCommands {
    private NodeCommands() {}

    @Command(description = {"List the nodes, with their labels and whether they take runs.", ""})
    static int nodes(@Mixin Target target) {
        var nodes = target.carillon().nodes();
        target.answer(nodes, table(nodes));
        return Exit.OK;
    }

    static TextTable table(List<Carillon.NodeView> nodes) {
        return new TextTable(
                List.of("NODE", "STATE", "BUSY", "SEGMENTS", "LABELS", "SINCE"),
                nodes.stream()
                        .map(
                                node ->
                                        List.of(
                                                node.name(),
                                                state(node),
                                                node.busy() + "/" + node.slots(),
                                                "" + node.segments(),
                                                labels(node.labels()),
                                                "" + node.startedAt()))
                        .toList());
    }

    @Command(
            description = {
                "List the segments, into which the jobs are divided, with the nodes that schedule them.",
                ""
            },
            commandListHeading = "%nCommands:%n")
    static int segments(@Mixin Target target) {
        var segments = target.carillon().segments();
        target.answer(
                segments,
                new TextTable(
                        List.of("SEGMENT", "NODE", "EPOCH", "HANDED TO"),
                        segments.stream()
                                .map(
                                        each ->
                                                List.of(
                                                        "" + each.id(),
                                                        each.node() == null ? "-" : each.node(),
                                                        "" + each.epoch(),
                                                        each.wanted() == null
                                                                ? "-"
                                                                : each.wanted()))
                                .toList()));
        return Exit.OK;
    }

    private static String state(Carillon.NodeView node) {
        return node.cordonedUntil() == null
                ? node.state()
                : node.state() + ", cordoned " + Times.until(node.cordonedUntil());
    }

    private static String labels(Map<String, String> labels) {
        var sorted = new ArrayList<String>();
        new TreeMap<>(labels).forEach((name, value) -> sorted.add(name + "=" + value));
        return sorted.isEmpty() ? "-" : String.join(" ", sorted);
    }

    @Command(description = {"Count jobs and runs, and say how late runs start.", ""})
    static int stats(@Mixin Target target) {
        Carillon.Stats stats = target.carillon().stats();
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("jobs", "" + stats.jobs()));
        rows.add(List.of("schedules", "" + stats.schedules()));
        stats.runs().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(
                        e ->
                                rows.add(
                                        List.of(
                                                "runs "
                                                        + e.getKey()
                                                                .name()
                                                                .toLowerCase(Locale.ROOT)
                                                                .replace('_', ' '),
                                                "" + e.getValue())));
        rows.add(List.of("late by, p50", late(stats.lagP50Micros())));
        rows.add(List.of("late by, p99", late(stats.lagP99Micros())));
        target.answer(stats, new TextTable(List.of("WHAT", "VALUE"), rows));
        return Exit.OK;
    }

    private static String late(long micros) {
        return micros == 0 ? "-" : micros / 1000.0 + " ms";
    }

    @Command(
            description = {
                "Print changes as they happen, until Ctrl+C; with --json an object a line.",
                ""
            })
    static int events(
            @Mixin Target target,
            @Option(
                            names = "--cursor",
                            paramLabel = "CURSOR",
                            description = "Begin after this event; default: now")
                    @Nullable String cursor)
            throws InterruptedException {
        try (var ending = Ending.onSignal();
                var _ = target.carillon().events(cursor, event -> print(target, event, ending))) {
            ending.asked().await();
            return ending.with(target.out().checkError() ? Exit.BROKEN_PIPE : Exit.OK);
        }
    }

    private static void print(Target target, EventView event, Ending ending) {
        RunView run = event.run();
        if (target.json) {
            target.answerJson(event);
        } else if (run != null) {
            target.out().println(RunLines.change(run, event.at(), ZoneId.systemDefault()));
        } else {
            target.out()
                    .println(
                            PlainText.line(
                                    "%s  %s %s"
                                            .formatted(
                                                    event.at(),
                                                    event.type(),
                                                    event.subject() == null
                                                            ? ""
                                                            : event.subject())));
        }
        if (target.out().checkError()) {
            ending.asked().countDown();
        }
    }

    @Command(
            description = {
                "Copy the node's embedded database while it works, into its folder `backups`.",
                "Prints the checksum and the file as sha256sum does, so that `sha256sum -c` verifies it.",
                ""
            })
    static int backup(@Mixin Target target) {
        Carillon.Backup backup = target.carillon().backup();
        target.answer(backup, backup.sha256() + "  " + backup.file());
        return Exit.OK;
    }

    @Command(
            description = {
                "Say where the token of the node is.",
                "For example: curl -H \"Authorization: Bearer $(carillon token --show)\" ...",
                "Tokens for others, which may do less: carillon token create",
                ""
            },
            commandListHeading = "%nCommands:%n")
    static int token(
            @Mixin Target target,
            @Option(names = "--show", description = "Print the token itself") boolean show) {
        ApiAddress address = target.address();
        Path file = address.tokenFile().toAbsolutePath();
        if (show) {
            String token = address.token();
            target.answer(Map.of("token", token), token);
            return Exit.OK;
        }
        if (!java.nio.file.Files.exists(file)) {
            throw new CarillonException(
                    ErrorCode.NOT_FOUND,
                    "there is no token file "
                            + file
                            + "; a node makes admin.token in its data folder at its first start");
        }
        target.answer(Map.of("tokenFile", file.toString()), file.toString());
        return Exit.OK;
    }
}
