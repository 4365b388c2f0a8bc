package dev.carillon.node;

import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.JobDefinition;
import dev.carillon.engine.time.DueTimes;
import dev.carillon.node.Parts.Imported;
import dev.carillon.node.Parts.Remark;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Turns a crontab into job definitions, and says what could not be carried over.
final class Crontab {
    private static final Pattern VARIABLE =
            Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*?)\\s*");
    private static final Set<String> SHELLS = Set.of("/bin/sh", "/usr/bin/sh", "/bin/dash");

    private final boolean system;
    private final String source;
    private ZoneId zone;
    private final Map<String, String> environment = new TreeMap<>();
    private final List<JobDefinition> jobs = new ArrayList<>();
    private final List<Remark> remarks = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private Crontab(boolean system, String source, ZoneId zone) {
        this.system = system;
        this.source = source;
        this.zone = zone;
    }

    /// @param system whether the sixth field names a user, as in `/etc/crontab`
    static Imported read(String text, boolean system, String source, ZoneId zone) {
        var crontab = new Crontab(system, source, zone);
        int number = 0;
        for (String line : text.split("\n", -1)) {
            crontab.line(++number, line.strip());
        }
        return new Imported(List.copyOf(crontab.jobs), List.copyOf(crontab.remarks));
    }

    private void line(int number, String line) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        var variable = VARIABLE.matcher(line);
        if (variable.matches() && !line.startsWith("@")) {
            variable(number, variable.group(1), unquoted(variable.group(2)));
            return;
        }
        int times = line.startsWith("@") ? 1 : 5;
        String[] fields = line.split("\\s+", times + (system ? 2 : 1));
        if (fields.length < times + (system ? 2 : 1)) {
            remarks.add(new Remark(number, "not an entry: " + line));
            return;
        }
        String cron = String.join(" ", List.of(fields).subList(0, times));
        if (cron.equals("@reboot")) {
            remarks.add(
                    new Remark(
                            number,
                            "@reboot is not carried over: a job has no start of the machine"));
            return;
        }
        String user = system ? fields[times] : "";
        if (system && !user.equals(System.getProperty("user.name"))) {
            remarks.add(
                    new Remark(
                            number,
                            "ran as user " + user + "; here it runs as the user of the node"));
        }
        job(number, cron, fields[fields.length - 1]);
    }

    private void variable(int number, String name, String value) {
        switch (name) {
            case "MAILTO", "MAILFROM" ->
                    remarks.add(
                            new Remark(
                                    number,
                                    name + " is not carried over: output is stored with the run"));
            case "RANDOM_DELAY" ->
                    remarks.add(
                            new Remark(number, "RANDOM_DELAY is not carried over; use \"jitter\""));
            case "CRON_TZ", "TZ" -> zone(number, value);
            case "SHELL" -> {
                if (!SHELLS.contains(value)) {
                    remarks.add(
                            new Remark(
                                    number,
                                    "SHELL="
                                            + value
                                            + " is not carried over: scripts run by /bin/sh"));
                }
            }
            default -> environment.put(name, value);
        }
    }

    private void zone(int number, String value) {
        try {
            zone = ZoneId.of(value);
        } catch (java.time.DateTimeException e) {
            remarks.add(
                    new Remark(number, "\"" + value + "\" is no time zone; " + zone + " is used"));
        }
    }

    private void job(int number, String cron, String command) {
        String name = name(command);
        var definition = new TreeMap<String, Object>();
        definition.put("name", name);
        definition.put("namespace", "crontab");
        definition.put("description", source + ", line " + number);
        definition.put("overlap", "allow");
        definition.put(
                "schedules", List.of(Map.of("id", "crontab", "cron", cron, "zone", zone.getId())));
        definition.put(
                "task", Map.of("shell", Map.of("script", script(command), "env", environment)));
        try {
            var job =
                    Definitions.fromJson(
                            dev.carillon.api.Json.mapper().valueToTree(definition),
                            "line " + number);
            DueTimes.of(job.schedules().getFirst(), job.key());
            jobs.add(job);
            names.add(name);
        } catch (CarillonException e) {
            remarks.add(new Remark(number, String.valueOf(e.getMessage())));
        }
    }

    // An unescaped % ends the command; what follows is its input, with % for line ends.
    private static String script(String command) {
        String[] parts = command.split("(?<!\\\\)%", -1);
        String script = parts[0].replace("\\%", "%");
        if (parts.length == 1) {
            return script;
        }
        String input =
                String.join("\n", List.of(parts).subList(1, parts.length)).replace("\\%", "%");
        return script + " <<'CARILLON_INPUT'\n" + input + "\nCARILLON_INPUT\n";
    }

    private String name(String command) {
        String program = "job";
        for (String word : command.split("[\\s;&|()]+")) {
            String last = word.substring(word.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
            if (last.matches("[a-z0-9][a-z0-9._-]{0,60}")
                    && !Set.of("cd", "test", "command", "root", "sh", "x", "d").contains(last)) {
                program = last;
                break;
            }
        }
        String name = program;
        for (int count = 2; names.contains(name); count++) {
            name = program + "-" + count;
        }
        return name;
    }

    private static String unquoted(String text) {
        return text.length() >= 2
                        && (text.startsWith("\"") && text.endsWith("\"")
                                || text.startsWith("'") && text.endsWith("'"))
                ? text.substring(1, text.length() - 1)
                : text;
    }
}
