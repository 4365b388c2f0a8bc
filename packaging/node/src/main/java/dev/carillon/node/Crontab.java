package dev.carillon.node;

import dev.carillon.api.CarillonException;
import dev.carillon.engine.time.CronExpression;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads crontabs as Vixie cron and its successors do: comments, settings that hold for the lines
/// after them, and entries of five fields or a name. What is wrong, or will be different, becomes a
/// remark with its place; the lines after it are read all the same.
final class Crontab {
    private static final Pattern SETTING =
            Pattern.compile("\\s*(\"[^\"]+\"|'[^']+'|[A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*?)\\s*");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");
    private static final Pattern USER = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}\\$?");
    // Words, not the drawing of a table or an entry that is switched off.
    private static final Pattern PROSE = Pattern.compile("#+\\s*(\\p{L}[^|]*)");
    private static final int LONGEST_LINE = 20_000;

    private final String source;
    private final boolean system;
    private ZoneId zone;
    private final Map<String, String> environment = new TreeMap<>();
    private final List<String> comment = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final List<Remark> remarks = new ArrayList<>();

    private Crontab(String source, boolean system, ZoneId zone) {
        this.source = source;
        this.system = system;
        this.zone = zone;
    }

    /// @param user empty in a crontab without a user column
    /// @param command as written, `%` included
    /// @param environment the settings above the line
    record Entry(
            Place place,
            String cron,
            ZoneId zone,
            String user,
            String command,
            Map<String, String> environment,
            String comment) {
        Entry {
            environment = Map.copyOf(environment);
        }
    }

    /// @param line and column count from 1
    record Place(String source, int line, int column) {
        @Override
        public String toString() {
            return source + ":" + line + ":" + column;
        }
    }

    /// @param error the line was left out; else it was taken, with a difference
    record Remark(Place place, boolean error, String text) {
        @Override
        public String toString() {
            return place + ": " + (error ? "left out: " : "") + text;
        }
    }

    record Read(List<Entry> entries, List<Remark> remarks) {}

    /// @param system whether the sixth field names a user, as in `/etc/crontab`
    static Read read(String text, String source, boolean system, ZoneId zone) {
        var crontab = new Crontab(source, system, zone);
        int number = 0;
        for (String line : text.split("\n", -1)) {
            crontab.line(++number, line);
        }
        return new Read(List.copyOf(crontab.entries), List.copyOf(crontab.remarks));
    }

    private void line(int number, String written) {
        String line = written.stripTrailing();
        int start = line.length() - line.stripLeading().length();
        if (start == line.length()) {
            comment.clear();
            return;
        }
        if (line.charAt(start) == '#') {
            comment(line.substring(start));
            return;
        }
        Place place = new Place(source, number, start + 1);
        if (line.length() > LONGEST_LINE) {
            wrong(place, "the line is over " + LONGEST_LINE + " characters");
        } else if (line.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
            wrong(place, "the line has control characters");
        } else {
            content(place, line.substring(start));
        }
        comment.clear();
    }

    private void comment(String line) {
        Matcher prose = PROSE.matcher(line);
        if (prose.matches() && !SETTING.matcher(prose.group(1)).matches()) {
            comment.add(prose.group(1).strip());
        }
    }

    private void content(Place place, String line) {
        Matcher setting = SETTING.matcher(line);
        if (setting.matches()) {
            setting(place, unquoted(setting.group(1)), unquoted(setting.group(2)));
        } else {
            entry(place, line);
        }
    }

    private void setting(Place place, String name, String value) {
        switch (name) {
            case "MAILTO", "MAILFROM" -> {
                if (!value.isEmpty()) {
                    differs(
                            place,
                            name
                                    + " is not carried over: nothing is mailed, the output is stored with the run (`carillon log`)");
                }
            }
            case "RANDOM_DELAY" ->
                    differs(
                            place,
                            "RANDOM_DELAY is not carried over; give the schedules a jitter, such as \"jitter: "
                                    + value
                                    + "m\"");
            case "CRON_TZ" -> zone(place, value);
            default -> {
                if (VARIABLE.matcher(name).matches()) {
                    environment.put(name, value);
                } else {
                    wrong(place, "\"" + name + "\" is no name of a variable that shells can use");
                }
            }
        }
    }

    private void zone(Place place, String value) {
        try {
            zone = ZoneId.of(value);
        } catch (DateTimeException _) {
            differs(
                    place,
                    "\"" + value + "\" is no time zone; the lines below keep the zone " + zone);
        }
    }

    private void entry(Place place, String line) {
        var words = new Words(line);
        int times = line.startsWith("@") ? 1 : 5;
        var fields = new ArrayList<Words.Word>();
        for (int i = 0; i < times; i++) {
            fields.add(words.next());
        }
        Words.Word user = system ? words.next() : new Words.Word(0, "");
        String command = words.rest();
        if (command.isEmpty()) {
            wrong(
                    place,
                    "an entry has "
                            + (times == 1 ? "a name such as @daily" : "five fields")
                            + (system ? ", a user" : "")
                            + " and a command; here something is missing");
            return;
        }
        String cron = String.join(" ", fields.stream().map(Words.Word::text).toList());
        if (cron.equalsIgnoreCase("@reboot")) {
            wrong(
                    place,
                    "@reboot has no counterpart: a job has no start of the machine. Let the init system run it, or run the job by hand: "
                            + command);
            return;
        }
        if (system && !USER.matcher(user.text()).matches()) {
            wrong(
                    at(place, user),
                    "\""
                            + user.text()
                            + "\" is no name of a user; the sixth field of this file is one");
            return;
        }
        if (isCron(place, fields, cron)) {
            entries.add(
                    new Entry(
                            place,
                            cron,
                            zone,
                            user.text(),
                            command,
                            environment,
                            String.join(" ", comment)));
        }
    }

    private boolean isCron(Place place, List<Words.Word> fields, String cron) {
        for (int i = 0; fields.size() == 5 && i < 5; i++) {
            var alone = new ArrayList<>(List.of("*", "*", "*", "*", "*"));
            alone.set(i, fields.get(i).text());
            if (!parses(at(place, fields.get(i)), String.join(" ", alone))) {
                return false;
            }
            if (fields.get(i).text().matches("(.*,)?\\w+/\\d+(,.*)?")) {
                differs(
                        at(place, fields.get(i)),
                        "\""
                                + fields.get(i).text()
                                + "\" is read here as steps from that value on; some crons take only the value");
            }
        }
        return parses(place, cron);
    }

    private boolean parses(Place place, String cron) {
        try {
            CronExpression.parse(cron, 0);
            return true;
        } catch (CarillonException e) {
            wrong(place, String.valueOf(e.getMessage()));
            return false;
        }
    }

    private static Place at(Place place, Words.Word word) {
        return new Place(place.source(), place.line(), place.column() + word.start());
    }

    private void wrong(Place place, String text) {
        remarks.add(new Remark(place, true, text));
    }

    private void differs(Place place, String text) {
        remarks.add(new Remark(place, false, text));
    }

    private static String unquoted(String text) {
        return text.length() >= 2
                        && (text.startsWith("\"") && text.endsWith("\"")
                                || text.startsWith("'") && text.endsWith("'"))
                ? text.substring(1, text.length() - 1)
                : text;
    }

    /// The words of a line, one after the other, with their places.
    private static final class Words {
        private final String line;
        private int at;

        Words(String line) {
            this.line = line;
        }

        /// @param start counts from 0; the text is empty when the line has no more words
        record Word(int start, String text) {}

        Word next() {
            skipBlanks();
            int start = at;
            while (at < line.length() && !isBlank()) {
                at++;
            }
            return new Word(start, line.substring(start, at));
        }

        String rest() {
            skipBlanks();
            return line.substring(at);
        }

        private void skipBlanks() {
            while (at < line.length() && isBlank()) {
                at++;
            }
        }

        private boolean isBlank() {
            return line.charAt(at) == ' ' || line.charAt(at) == '\t';
        }
    }
}
