package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import dev.carillon.node.ServerConfig.Api;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Commands that start a node or look at one.
final class NodeCommands {
    private NodeCommands() {}

    @Command(description = "Run a node")
    static int server(@Option(names = "--config", required = true) Path config)
            throws InterruptedException {
        System.setProperty("carillon.log", "INFO");
        ServerConfig read = ConfigFile.read(config);
        ConfigFile.checkStartable(read);
        try (var ending = Ending.onSignal();
                var node = new NodeRuntime().start(read)) {
            System.err.println(
                    "carillon: ready at " + node.url() + ", data in " + read.dataFolder());
            ending.asked().await();
        }
        return Exit.OK;
    }

    @Command(description = "Run a node with the sample jobs and show what they do")
    static int demo(
            @Mixin Target target,
            @Option(names = "--for", description = "End after this time, such as 60s or 5m")
                    @Nullable String time,
            @Option(names = "--folder", defaultValue = "carillon-demo") Path folder,
            @Option(names = "--port", defaultValue = "7180") int port)
            throws InterruptedException {
        Duration length = time == null ? null : duration(time);
        Samples samples = Samples.into(folder);
        ServerConfig config =
                ServerConfig.inFolder(
                        samples.folder(), new Api("127.0.0.1", port), samples.connections());
        ConfigFile.checkStartable(config);
        samples.prepare(config.plugins());
        InstantSource clock = InstantSource.system();
        try (var ending = Ending.onSignal();
                var node = target.parts.start(config)) {
            Carillon carillon = node.carillon();
            var plan =
                    carillon.apply(samples.definitions(target.parts, node.url().toString()), false);
            Instant start = clock.instant();
            return new Demo(carillon, target.screen, target.out, clock)
                    .show(
                            plan,
                            Demo.header(node.url().toString(), samples.folder()),
                            start,
                            length == null ? null : start.plus(length),
                            ending.asked());
        }
    }

    @Command(name = "import", description = "Turn crontabs into job definitions")
    static int importJobs(
            @Mixin Target target,
            @picocli.CommandLine.Parameters(index = "0", paramLabel = "crontab") String format,
            @picocli.CommandLine.Parameters(index = "1..*", paramLabel = "FILE")
                    @Nullable List<Path> files,
            @Option(names = "--user", description = "This user's crontab") boolean user,
            @Option(
                            names = "--system",
                            description = "Lines have a user column; default: for files in /etc")
                    boolean system,
            @Option(names = "--apply", description = "Store the definitions") boolean apply,
            @Option(names = "--zone", description = "Zone of the times; default: this machine's")
                    @Nullable ZoneId zone)
            throws IOException {
        if (!format.equals("crontab") || files == null && !user) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "Write it as: carillon import crontab FILE… or --user");
        }
        var jobs = new ArrayList<JobDefinition>();
        var texts = new LinkedHashMap<String, String>();
        if (user) {
            texts.put("crontab -l", ownCrontab());
        }
        for (Path file : files == null ? List.<Path>of() : files) {
            texts.put(file.toString(), Files.readString(file));
        }
        texts.forEach(
                (source, text) -> {
                    boolean withUser =
                            system || Path.of(source).toAbsolutePath().startsWith("/etc");
                    var read =
                            target.parts.crontab(
                                    text,
                                    withUser,
                                    source,
                                    zone == null ? ZoneId.systemDefault() : zone);
                    jobs.addAll(read.jobs());
                    read.remarks()
                            .forEach(
                                    remark ->
                                            System.err.println(
                                                    PlainText.line(
                                                            source
                                                                    + ":"
                                                                    + remark.line()
                                                                    + ": "
                                                                    + remark.text())));
                });
        if (apply) {
            var plan = target.carillon().apply(jobs, false);
            target.answer(plan, JobCommands.plan(plan));
        } else {
            jobs.forEach(job -> target.out.println("---\n" + target.parts.toYaml(job)));
        }
        return Exit.OK;
    }

    @Command(description = "The nodes")
    static int nodes(@Mixin Target target) {
        var nodes = target.carillon().nodes();
        var rows =
                nodes.stream()
                        .map(
                                node ->
                                        List.of(
                                                node.name(),
                                                node.state(),
                                                node.busy() + "/" + node.slots(),
                                                "" + node.segments(),
                                                "" + node.startedAt()))
                        .toList();
        target.answer(
                nodes, new TextTable(List.of("NODE", "STATE", "BUSY", "SEGMENTS", "SINCE"), rows));
        return Exit.OK;
    }

    @Command(description = "Counts and lag")
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
                                                e.getKey().name().toLowerCase(Locale.ROOT),
                                                "" + e.getValue())));
        rows.add(List.of("lag p50", stats.lagP50Micros() / 1000.0 + " ms"));
        rows.add(List.of("lag p99", stats.lagP99Micros() / 1000.0 + " ms"));
        target.answer(stats, new TextTable(List.of("WHAT", "VALUE"), rows));
        return Exit.OK;
    }

    @Command(description = "Copy the node's database while it works")
    static int backup(@Mixin Target target) {
        Carillon.Backup backup = target.carillon().backup();
        target.answer(backup, backup.sha256() + "  " + backup.file());
        return Exit.OK;
    }

    @Command(description = "Show where the token of this machine's node is")
    static int token(
            @Mixin Target target,
            @picocli.CommandLine.Parameters(paramLabel = "show-path") String what) {
        if (!what.equals("show-path")) {
            target.out.println("carillon: token knows only show-path");
            return Exit.USAGE;
        }
        Path file = target.address().tokenFile().toAbsolutePath();
        target.answer(Map.of("tokenFile", file.toString()), file.toString());
        return Exit.OK;
    }

    private static String ownCrontab() throws IOException {
        Process crontab =
                new ProcessBuilder("crontab", "-l")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (var output = crontab.getInputStream()) {
            return new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// "90s", "5m", "2h" or ISO 8601.
    static Duration duration(String text) {
        try {
            String upper = text.toUpperCase(Locale.ROOT);
            return Duration.parse(upper.startsWith("P") ? upper : "PT" + upper);
        } catch (java.time.format.DateTimeParseException _) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "\"" + text + "\" is no duration; write it as 60s, 5m or 2h");
        }
    }
}
