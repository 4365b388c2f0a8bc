package dev.carillon.node;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.Offline;
import dev.carillon.engine.segment.Resize;
import dev.carillon.engine.segment.Segments;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

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
        ServerConfig read =
                config == null ? ConfigFile.parse("", "the defaults") : ConfigFile.read(config);
        var progress = new Progress(help.err(), System::nanoTime);
        Resize done = resize(read, new Segments(count), progress);
        help.out().println(said(done, count));
        if (read.segments() != null && read.segments() != count) {
            help.out()
                    .println(
                            "Write cluster.segments: %d into the configuration of each node, which says %d."
                                    .formatted(count, read.segments()));
        }
        return Exit.OK;
    }

    private static Resize resize(ServerConfig config, Segments segments, LongConsumer progress) {
        if (config.database().url() != null) {
            return resizeDatabase(config, segments, progress);
        }
        Path folder = config.dataFolder();
        if (!Files.exists(folder.resolve("carillon.mv.db"))) {
            throw new CarillonException(
                    ErrorCode.NOT_FOUND,
                    "there is no database in the folder "
                            + folder
                            + "; name another one by --config, or set cluster.segments before the first start");
        }
        try (var _ = DataFolder.tryClaim(folder).orElseThrow(() -> nodeWorks(folder))) {
            return resizeDatabase(config, segments, progress);
        }
    }

    private static CarillonException nodeWorks(Path folder) {
        return new CarillonException(
                ErrorCode.CONFLICT,
                "not while a node works on this database; stop first the one in "
                        + DataFolder.named(folder));
    }

    private static Resize resizeDatabase(
            ServerConfig config, Segments segments, LongConsumer progress) {
        try (var database = Offline.open(NodeRuntime.database(config))) {
            return database.resize(segments, progress);
        }
    }

    private static String said(Resize done, int count) {
        return done.before() == count
                ? "The number of segments is " + count + " already."
                : "The number of segments is %d now and was %d; jobs that moved: %d."
                        .formatted(count, done.before(), done.moved());
    }

    /// Says each second how far it is.
    static final class Progress implements LongConsumer {
        private static final long EACH_NANOS = Duration.ofSeconds(1).toNanos();

        private final PrintWriter err;
        private final LongSupplier nanos;
        private long saidNanos;

        /// @param nanos monotonic clock
        Progress(PrintWriter err, LongSupplier nanos) {
            this.err = err;
            this.nanos = nanos;
            saidNanos = nanos.getAsLong();
        }

        @Override
        public void accept(long jobs) {
            long now = nanos.getAsLong();
            if (now - saidNanos >= EACH_NANOS) {
                err.println("jobs looked at: " + jobs);
                saidNanos = now;
            }
        }
    }
}
