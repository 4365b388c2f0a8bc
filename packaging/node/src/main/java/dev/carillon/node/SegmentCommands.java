package dev.carillon.node;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.segment.Resize;
import dev.carillon.engine.segment.Segments;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;

/// Commands about all segments of a database: `carillon segments COMMAND`.
final class SegmentCommands {
    private SegmentCommands() {}

    @Command(
            description = {
                "Divide the jobs of a database into another number of segments.",
                "All nodes on it must be stopped. Nothing else changes; when it does not reach its end, nothing at all.",
                ""
            })
    static int resize(
            @Mixin HelpOption help,
            @Parameters(
                            paramLabel = "N",
                            description = "How many segments there are to be, 1 to 1024")
                    int count,
            @Option(
                            names = "--config",
                            paramLabel = "FILE",
                            description =
                                    "Configuration of a node on the database; default: the database in ~/.local/share/carillon")
                    @Nullable Path config) {
        if (count < 1 || count > Segments.MOST) {
            throw new CarillonException(
                    ErrorCode.INVALID_PARAMETER,
                    "N must be a whole number from 1 to " + Segments.MOST + ", not " + count);
        }
        ServerConfig read = ConfigFile.readOrDefaults(config, null);
        var progress = new Progress(help.err(), "jobs", System::nanoTime);
        Resize done =
                new StoppedDatabase(read)
                        .use(database -> database.resize(new Segments(count), progress));
        help.out().println(said(done, count));
        if (read.segments() != null && read.segments() != count) {
            help.out()
                    .println(
                            "Write cluster.segments: %d into the configuration of each node, which says %d."
                                    .formatted(count, read.segments()));
        }
        return Exit.OK;
    }

    private static String said(Resize done, int count) {
        return done.before() == count
                ? "The number of segments is " + count + " already."
                : "The number of segments is %d now and was %d; jobs that moved: %d."
                        .formatted(count, done.before(), done.moved());
    }
}
