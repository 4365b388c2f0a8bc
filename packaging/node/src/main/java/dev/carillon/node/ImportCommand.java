package dev.carillon.node;

import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import dev.carillon.engine.time.DueTimes;
import dev.carillon.node.Crontab.Entry;
import dev.carillon.node.Crontab.Place;
import dev.carillon.node.Crontab.Remark;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Brings what other schedulers do into job definitions.
final class ImportCommand {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm", Locale.ENGLISH);
    // Names that cron itself reads in its folder; a dot in a name hides a file from it.
    private static final String CRON_FOLDER_NAME = "[A-Za-z0-9_-]+";

    private ImportCommand() {}

    @Command(
            name = "import",
            description = {
                "Turn crontabs into job definitions.",
                "The definitions go to standard output as YAML, each job's next times and what is different from cron to standard error. For example:",
                "  carillon import crontab /etc/crontab /etc/cron.d > jobs.yaml",
                "  carillon import crontab --user | carillon apply -",
                "The exit code is 2 when a line could not be carried over.",
                ""
            })
    static int importJobs(
            @Mixin Target target,
            @Parameters(index = "0", paramLabel = "crontab", description = "What to import from")
                    String format,
            @Parameters(
                            index = "1..*",
                            paramLabel = "FILE",
                            description =
                                    "Crontabs, or folders of them such as /etc/cron.d; - for standard input")
                    @Nullable List<String> files,
            @Option(names = "--user", description = "This user's crontab, as crontab -l prints it")
                    boolean user,
            @Option(
                            names = "--system",
                            negatable = true,
                            description =
                                    "The lines have a user column; default: for files in /etc")
                    @Nullable Boolean system,
            @Option(
                            names = "--zone",
                            paramLabel = "ZONE",
                            description = "Zone of the times; default: this machine's")
                    @Nullable ZoneId zone,
            @Option(
                            names = "--namespace",
                            defaultValue = "crontab",
                            paramLabel = "NAME",
                            description = "Namespace of the jobs; default: ${DEFAULT-VALUE}")
                    String namespace,
            @Option(names = "--apply", description = "Store the definitions too") boolean apply)
            throws IOException {
        if (!format.equals("crontab") || files == null && !user) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "only crontabs can be imported; write: carillon import crontab FILE..., or --user");
        }
        ZoneId here = zone == null ? ZoneId.systemDefault() : zone;
        var entries = new ArrayList<Entry>();
        var remarks = new ArrayList<Remark>();
        if (user) {
            add(Crontab.read(ownCrontab(), "crontab -l", false, here), entries, remarks);
        }
        for (String name : files == null ? List.<String>of() : files) {
            boolean withUser =
                    system != null
                            ? system
                            : !name.equals("-")
                                    && Path.of(name).toAbsolutePath().startsWith("/etc");
            for (Path file : sources(name, remarks)) {
                try {
                    Source source = name.equals("-") ? Source.of("-") : Source.of(file);
                    add(
                            Crontab.read(source.text(), source.name(), withUser, here),
                            entries,
                            remarks);
                } catch (IOException e) {
                    remarks.add(
                            new Remark(
                                    new Place(file.toString(), 1, 1), true, DataFolder.reason(e)));
                }
            }
        }
        var made =
                new CrontabJobs(
                                namespace,
                                System.getProperty("user.name", ""),
                                System.getProperty("user.home", "/"))
                        .of(entries);
        remarks.addAll(made.remarks());
        remarks.sort(
                Comparator.comparing((Remark remark) -> remark.place().source())
                        .thenComparing(remark -> remark.place().line()));
        if (!target.json || !apply) {
            tell(target, made.jobs(), remarks);
        }
        if (apply && !made.jobs().isEmpty()) {
            var plan = target.carillon().apply(made.jobs(), false);
            target.answer(plan, JobCommands.plan(plan));
        }
        return remarks.stream().anyMatch(Remark::error) ? Exit.USAGE : Exit.OK;
    }

    private static void add(Crontab.Read read, List<Entry> entries, List<Remark> remarks) {
        entries.addAll(read.entries());
        remarks.addAll(read.remarks());
    }

    private static List<Path> sources(String name, List<Remark> remarks) throws IOException {
        Path path = Path.of(name);
        if (name.equals("-") || !Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> listed = Files.list(path)) {
            var files = new ArrayList<Path>();
            for (Path file : listed.filter(Files::isRegularFile).sorted().toList()) {
                if (file.getFileName().toString().matches(CRON_FOLDER_NAME)) {
                    files.add(file);
                } else if (!file.getFileName().toString().startsWith(".")) {
                    remarks.add(
                            new Remark(
                                    new Place(file.toString(), 1, 1),
                                    false,
                                    "is not read, as cron does not read it either: its name has other characters than letters, digits, _ and -"));
                }
            }
            return files;
        }
    }

    private static void tell(Target target, List<JobDefinition> jobs, List<Remark> remarks) {
        if (target.json) {
            var answer = new LinkedHashMap<String, Object>();
            answer.put("jobs", jobs.stream().map(Definitions::toJson).toList());
            answer.put("remarks", remarks);
            target.answerJson(answer);
            return;
        }
        Instant now = InstantSource.system().instant();
        for (JobDefinition job : jobs) {
            target.out().print(Definitions.toYaml(job));
            target.err().println(PlainText.line(job.key() + ": next " + next(job, now)));
        }
        target.out().flush();
        remarks.forEach(remark -> target.err().println(PlainText.line(remark.toString())));
        long wrong = remarks.stream().filter(Remark::error).count();
        target.err()
                .println(
                        "%d jobs, %d remarks%s"
                                .formatted(
                                        jobs.size(),
                                        remarks.size() - wrong,
                                        wrong == 0 ? "" : ", " + wrong + " left out"));
    }

    private static String next(JobDefinition job, Instant now) {
        var times = new ArrayList<Instant>();
        for (var schedule : job.schedules()) {
            times.addAll(DueTimes.of(schedule, job.key()).next(now, 3));
        }
        ZoneId zone =
                job.schedules().getFirst().when() instanceof dev.carillon.api.Schedule.Cron cron
                        ? cron.zone()
                        : ZoneId.systemDefault();
        return String.join(
                        ", ",
                        times.stream()
                                .sorted()
                                .distinct()
                                .limit(3)
                                .map(time -> TIME.format(time.atZone(zone)))
                                .toList())
                + " ("
                + zone
                + ")";
    }

    private static String ownCrontab() throws IOException {
        Process crontab;
        try {
            crontab = new ProcessBuilder("crontab", "-l").start();
        } catch (IOException e) {
            throw new CarillonException(
                    ErrorCode.NOT_FOUND, "the program crontab was not found on this machine", e);
        }
        try (var output = crontab.getInputStream();
                var errors = crontab.getErrorStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            String said = new String(errors.readAllBytes(), StandardCharsets.UTF_8).strip();
            int code = crontab.onExit().join().exitValue();
            if (code != 0) {
                throw new CarillonException(
                        ErrorCode.NOT_FOUND,
                        "crontab -l ended with "
                                + code
                                + (said.isEmpty() ? "" : ": " + PlainText.line(said)));
            }
            return text;
        }
    }
}
