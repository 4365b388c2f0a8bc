package dev.carillon.node;

import dev.carillon.engine.Restore;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Puts a backup in the place of a node's embedded database.
final class RestoreCommand {
    private static final String SECRET_KEY = "secret.key";

    private RestoreCommand() {}

    @Command(
            description = {
                "Put a backup in the place of the embedded database of a stopped node.",
                "It is checked first, and the database that was there is kept beside it.",
                "Of the runs that were under way then, at-least-once ones begin again and",
                "at-most-once ones are LOST; at-most-once ones that were due are held.",
                ""
            })
    static int restore(
            @Mixin HelpOption help,
            @Parameters(paramLabel = "FILE", description = "What carillon backup made") Path file,
            @ArgGroup ServerCommands.@Nullable Where where) {
        ServerConfig config = ServerCommands.Where.config(where);
        Path folder = config.dataFolder();
        boolean hadKey = Files.exists(folder.resolve(SECRET_KEY));
        try (var _ = DataFolder.claimOffline(folder)) {
            var restore = Restore.of(file, NodeRuntime.database(config), folder);
            said(restore, file).forEach(help.out()::println);
            if (!hadKey) {
                help.out()
                        .println(
                                "There was no %s in %s. If the backup is of another folder, copy the one of that folder over it: without it secret parameters cannot be read."
                                        .formatted(SECRET_KEY, folder));
            }
        }
        return Exit.OK;
    }

    private static List<String> said(Restore restore, Path file) {
        var lines = new ArrayList<String>();
        lines.add(
                "%s is the database %s now%s."
                        .formatted(
                                file,
                                restore.database(),
                                restore.verified()
                                        ? ", its checksum was right"
                                        : "; there was no checksum beside it"));
        restore.kept()
                .ifPresent(
                        kept ->
                                lines.add(
                                        "The database that was there is kept as %s; delete it when nobody needs it."
                                                .formatted(kept)));
        var underWay = restore.underWay();
        if (underWay.all() > 0) {
            lines.add(
                    "Runs that were under way at the time of the backup: %d begin again when the node starts, %d are LOST (carillon runs --state lost), %d that were being cancelled are."
                            .formatted(underWay.requeued(), underWay.lost(), underWay.cancelled()));
        }
        if (restore.held() > 0) {
            lines.add(
                    "At-most-once runs that were due and had not begun: %d. They are held, as they may have begun since. Those that shall begin: carillon release RUN, or carillon bulk release --state held."
                            .formatted(restore.held()));
        }
        lines.add(
                "What came after the backup is not in it. Due times since then are made up for when the node starts, as each job says, also of at-most-once jobs.");
        return lines;
    }
}
