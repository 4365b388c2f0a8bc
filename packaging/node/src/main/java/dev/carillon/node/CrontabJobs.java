package dev.carillon.node;

import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.Json;
import dev.carillon.engine.time.DueTimes;
import dev.carillon.node.Crontab.Entry;
import dev.carillon.node.Crontab.Place;
import dev.carillon.node.Crontab.Remark;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// Makes job definitions of the entries of crontabs. Entries that differ in their times only become
/// one job with several schedules. A name depends on the user and the command alone, so that importing
/// again after an edit of a time, or of other lines, changes the same job.
///
/// @param namespace of the jobs
/// @param self the user whom jobs run as when nothing else is said
/// @param home of that user, where cron starts commands
record CrontabJobs(String namespace, String self, String home) {
    private static final Set<String> PLAIN_SHELLS = Set.of("", "/bin/sh", "/usr/bin/sh");
    private static final Pattern RUN_PARTS =
            Pattern.compile("run-parts\\s+(?:-\\S+\\s+)*(/[^\\s;|&})]+)");
    private static final Set<String> NOT_THE_PROGRAM =
            Set.of(
                    "cd", "test", "[", "[[", "true", ":", "command", "if", "then", "exec", "nice",
                    "ionice", "env", "sudo", "sh", "bash", "umask", "export", "set", "sleep",
                    "perl", "timeout", "flock", "chronic", "!");
    private static final int LONGEST_DESCRIPTION = 1_000;

    record Made(List<JobDefinition> jobs, List<Remark> remarks) {}

    private record Same(String user, String command, Map<String, String> environment) {}

    Made of(List<Entry> entries) {
        var groups = new LinkedHashMap<Same, List<Entry>>();
        for (Entry entry : entries) {
            groups.computeIfAbsent(
                            new Same(entry.user(), entry.command(), entry.environment()),
                            _ -> new ArrayList<>())
                    .add(entry);
        }
        var jobs = new ArrayList<JobDefinition>();
        var remarks = new ArrayList<Remark>();
        var names = new HashSet<String>();
        for (List<Entry> same : groups.values()) {
            Entry first = same.getFirst();
            try {
                JobDefinition job = job(name(first, names), same);
                job.schedules().forEach(schedule -> DueTimes.of(schedule, job.key()));
                jobs.add(job);
                remarks.addAll(remarks(first));
            } catch (CarillonException e) {
                remarks.add(new Remark(first.place(), true, reason(e, first.place())));
            }
        }
        return new Made(jobs, remarks);
    }

    private JobDefinition job(String name, List<Entry> same) {
        Entry first = same.getFirst();
        var environment = new TreeMap<>(first.environment());
        String shell = environment.getOrDefault("SHELL", "");
        boolean other = isOther(first);
        var task = new TreeMap<String, Object>();
        task.put("script", script(first, shell, environment.containsKey("HOME")));
        task.put("env", environment);
        if (!other) {
            task.put("workingDirectory", environment.getOrDefault("HOME", home));
        }
        var definition = new TreeMap<String, Object>();
        definition.put("name", name);
        definition.put("namespace", namespace);
        definition.put("description", description(same));
        definition.put("overlap", "allow");
        definition.put("catchUp", Map.of("policy", "none"));
        definition.put("task", Map.of("shell", task));
        definition.put(
                "schedules",
                same.stream()
                        .map(entry -> Map.of("cron", entry.cron(), "zone", entry.zone().getId()))
                        .distinct()
                        .toList());
        return Definitions.fromJson(
                Json.mapper().valueToTree(definition), first.place().toString());
    }

    private boolean isOther(Entry entry) {
        return !entry.user().isEmpty() && !entry.user().equals(self);
    }

    private List<Remark> remarks(Entry entry) {
        var remarks = new ArrayList<Remark>();
        if (isOther(entry)) {
            remarks.add(
                    new Remark(
                            entry.place(),
                            false,
                            "runs as user "
                                    + entry.user()
                                    + " by runuser, for which the node has to run as root; else run a node as that user and take the runuser out of the script"));
        }
        Matcher parts = RUN_PARTS.matcher(entry.command());
        if (parts.find()) {
            remarks.add(
                    new Remark(
                            entry.place(),
                            false,
                            "stays one job for all "
                                    + programs(Path.of(parts.group(1)))
                                    + "programs in "
                                    + parts.group(1)
                                    + "; give each a job of its own to see them one by one"));
        }
        if (entry.command().matches("(?s).*(?<!\\\\)%.*")) {
            remarks.add(
                    new Remark(
                            entry.place(),
                            false,
                            "what follows the % is given to the command on its standard input, as cron does"));
        }
        return remarks;
    }

    private static String programs(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(Files::isExecutable).filter(Files::isRegularFile).count() + " ";
        } catch (java.io.IOException _) {
            // Not there or not ours to read: the remark does without the number.
            return "";
        }
    }

    /// An unescaped % ends the command; what follows is its input, with % for line ends.
    private String script(Entry entry, String shell, boolean homeIsSet) {
        String[] parts = entry.command().split("(?<!\\\\)%", -1);
        String command = parts[0].replace("\\%", "%").strip();
        String runner = PLAIN_SHELLS.contains(shell) ? "/bin/sh" : shell;
        var script = new StringBuilder();
        if (isOther(entry)) {
            if (!homeIsSet) {
                script.append("HOME=~").append(entry.user()).append("\n");
            }
            script.append("LOGNAME=%1$s USER=%1$s\n".formatted(entry.user()))
                    .append("export HOME LOGNAME USER\n")
                    .append("cd \"$HOME\" 2>/dev/null || cd /\n")
                    .append("exec runuser -u %s -- ".formatted(entry.user()))
                    .append(quoted(runner) + " -c " + quoted(command));
        } else if (!runner.equals("/bin/sh")) {
            script.append("exec ").append(quoted(runner) + " -c " + quoted(command));
        } else if (parts.length > 1) {
            // The command may end in a comment, which must not swallow its input.
            script.append("{ ").append(command).append("\n}");
        } else {
            return command;
        }
        if (parts.length > 1) {
            String input =
                    String.join("\n", List.of(parts).subList(1, parts.length)).replace("\\%", "%");
            String end = "END_OF_INPUT";
            while (input.contains(end)) {
                end += "_";
            }
            script.append(" <<'%s'\n".formatted(end)).append(input).append("\n").append(end);
        }
        return script.append("\n").toString();
    }

    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9_./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private static String description(List<Entry> same) {
        String comment = same.getFirst().comment();
        String places =
                String.join(
                        ", ",
                        same.stream()
                                .map(
                                        entry ->
                                                entry.place().source()
                                                        + " line "
                                                        + entry.place().line())
                                .toList());
        String text = PlainText.line(comment.isEmpty() ? places : comment + " (" + places + ")");
        return text.length() <= LONGEST_DESCRIPTION
                ? text
                : text.substring(0, LONGEST_DESCRIPTION) + "…";
    }

    private static String name(Entry entry, Set<String> taken) {
        var crc = new CRC32();
        crc.update((entry.user() + "\n" + entry.command()).getBytes(StandardCharsets.UTF_8));
        String stem = program(entry.command()) + "-" + "%04x".formatted(crc.getValue() & 0xffff);
        String name = stem;
        // The same command under other settings.
        for (int count = 2; !taken.add(name); count++) {
            name = stem + "-" + count;
        }
        return name;
    }

    /// What a person would call the command: the first program in it that does the work.
    private static String program(String command) {
        Matcher parts = RUN_PARTS.matcher(command);
        if (parts.find()) {
            return plainName(parts.group(1));
        }
        for (String simple : command.split("\\|\\||&&|[;|{}()&%]")) {
            for (String word : simple.strip().split("\\s+")) {
                boolean assignment = word.matches("[A-Za-z_]\\w*=.*");
                if (word.startsWith("-") || assignment) {
                    continue;
                }
                String name = plainName(word);
                if (NOT_THE_PROGRAM.contains(name) && !isRunner(name)) {
                    break;
                }
                if (!NOT_THE_PROGRAM.contains(name) && !name.isEmpty()) {
                    return name;
                }
            }
        }
        return "job";
    }

    // What starts the program that its arguments name.
    private static boolean isRunner(String name) {
        return Set.of("exec", "nice", "ionice", "env", "sudo", "sh", "bash", "perl", "chronic")
                .contains(name);
    }

    private static String plainName(String word) {
        String last = word.replaceAll("/+$", "");
        last = last.substring(last.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        String plain = last.replaceAll("[^a-z0-9._-]", "").replaceFirst("^[._-]+", "");
        return plain.length() > 60 ? plain.substring(0, 60) : plain;
    }

    // The place inside of the text that was made for the check says nothing to anybody.
    private static String reason(CarillonException e, Place place) {
        return String.valueOf(e.getMessage())
                .replaceAll("(?m)^" + Pattern.quote(place.toString()) + "(:\\d+:\\d+)?: ", "");
    }
}
