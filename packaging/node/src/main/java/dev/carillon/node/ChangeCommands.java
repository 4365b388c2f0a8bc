package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.ChangeQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ChangeDetails;
import dev.carillon.api.ChangeView;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Page;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// Commands about who did what.
final class ChangeCommands {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final int PART = 500;

    private ChangeCommands() {}

    @Command(
            description = {
                "List who changed what, newest first. Runs that were made are not in it.",
                "`undo ID` takes a change back.",
                ""
            })
    static int changes(
            @Mixin Target target,
            @Option(
                            names = "--what",
                            paramLabel = "KIND[:KEY]",
                            description =
                                    "Only of this kind (job, run, queue, calendar, node, token), or of one thing, such as job:billing/orders or queue:mail")
                    @Nullable String what,
            @Option(
                            names = "--actor",
                            paramLabel = "TOKEN",
                            description = "Only what this token did, or admin")
                    @Nullable String actor,
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            description =
                                    "Only since then: an instant, a date, or so long ago, such as 1d")
                    @Nullable String since,
            @Option(
                            names = {"-n", "--limit"},
                            paramLabel = "N",
                            description = "How many at most; default: 20",
                            defaultValue = "20")
                    int limit) {
        if (limit < 1) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST, "--limit must be at least 1, not " + limit);
        }
        Instant from =
                since == null
                        ? null
                        : new Moment(CLOCK.instant(), ZoneId.systemDefault()).before(since);
        List<ChangeView> found = read(target.carillon(), query(what, actor, from), limit);
        target.answer(found, table(found));
        return Exit.OK;
    }

    private static ChangeQuery query(
            @Nullable String what, @Nullable String actor, @Nullable Instant since) {
        if (what == null) {
            return new ChangeQuery(null, null, actor, since);
        }
        int colon = what.indexOf(':');
        return colon < 0
                ? new ChangeQuery(what, null, actor, since)
                : new ChangeQuery(
                        what.substring(0, colon),
                        key(what.substring(0, colon), what.substring(colon + 1)),
                        actor,
                        since);
    }

    // A job may be named without its namespace, as everywhere.
    private static String key(String kind, String key) {
        return kind.equals("job") ? JobName.of(key).toString() : key;
    }

    private static List<ChangeView> read(Carillon carillon, ChangeQuery query, int limit) {
        var all = new ArrayList<ChangeView>();
        String cursor = null;
        do {
            Page<ChangeView> part =
                    carillon.changes(query, cursor, Math.min(PART, limit - all.size()));
            all.addAll(part.items());
            cursor = part.cursor();
        } while (cursor != null && all.size() < limit);
        return all;
    }

    static TextTable table(List<ChangeView> changes) {
        return new TextTable(
                List.of("ID", "AT", "WHO", "WHAT", "OF", "NOTE"),
                changes.stream()
                        .map(
                                change ->
                                        List.of(
                                                "" + change.id(),
                                                "" + change.at().truncatedTo(ChronoUnit.SECONDS),
                                                change.actor(),
                                                change.action(),
                                                change.key(),
                                                note(change)))
                        .toList());
    }

    private static String note(ChangeView change) {
        var parts = new ArrayList<String>();
        if (change.note() != null) {
            parts.add(change.note());
        }
        if (change.undoes() != null) {
            parts.add("undoes " + change.undoes());
        }
        if (change.undoneBy() != null) {
            parts.add("undone by " + change.undoneBy());
        }
        return parts.isEmpty() ? "-" : String.join("; ", parts);
    }

    @Command(description = {"Show a change, with what was before and after it.", ""})
    static int change(
            @Mixin Target target,
            @Parameters(paramLabel = "ID", description = "Id of the change, as `changes` lists it")
                    long id) {
        ChangeDetails found = target.carillon().change(id);
        ChangeView change = found.change();
        target.answer(
                found,
                new Facts()
                        .add("change", change.id())
                        .add("at", change.at())
                        .add("who", change.actor())
                        .add("what", change.action() + " " + change.key())
                        .add("note", change.note())
                        .add("undoes", change.undoes())
                        .add("undone by", change.undoneBy())
                        .add("final", change.irrevocable())
                        .add("before", text(found.before()))
                        .add("after", text(found.after())));
        return Exit.OK;
    }

    private static @Nullable String text(@Nullable JsonNode state) {
        return state == null ? null : state.toString();
    }

    @Command(
            description = {
                "Take a change back, as long as what it changed is as it left it.",
                "That is a change too, which can be undone in turn.",
                ""
            })
    static int undo(
            @Mixin Target target,
            @Parameters(paramLabel = "ID", description = "Id of the change, as `changes` lists it")
                    long id) {
        ChangeView undone = target.carillon().undo(id);
        target.answer(
                undone,
                "undid change %d by change %d: %s %s"
                        .formatted(id, undone.id(), undone.action(), undone.key()));
        return Exit.OK;
    }
}
