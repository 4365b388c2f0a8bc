package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Says a cron expression in English, from its text alone. What it cannot say, or what is no cron expression at all, has
/// no words; whether an expression is right only the engine can tell.
final class CronWords {
    private static final Map<String, String> NICKNAMES =
            Map.of(
                    "@HOURLY", "0 * * * *",
                    "@DAILY", "0 0 * * *",
                    "@MIDNIGHT", "0 0 * * *",
                    "@WEEKLY", "0 0 * * 0",
                    "@MONTHLY", "0 0 1 * *",
                    "@YEARLY", "0 0 1 1 *",
                    "@ANNUALLY", "0 0 1 1 *");
    private static final List<String> MONTHS =
            List.of(
                    "January",
                    "February",
                    "March",
                    "April",
                    "May",
                    "June",
                    "July",
                    "August",
                    "September",
                    "October",
                    "November",
                    "December");
    private static final List<String> WEEKDAYS =
            List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday");
    private static final List<String> WHICH =
            List.of("first", "second", "third", "fourth", "fifth");
    private static final Pattern PART =
            Pattern.compile(
                    "(\\*|\\?|[A-Z]{3}|[0-9]{1,4})(?:-([A-Z]{3}|[0-9]{1,4}))?(?:/([0-9]{1,4}))?");
    private static final Pattern HASHED =
            Pattern.compile("H(?:\\([0-9]+-[0-9]+\\))?(?:/([0-9]+))?");
    private static final Pattern OF_WEEK = Pattern.compile("([A-Z]{3}|[0-7])(?:#([1-5])|L)");
    private static final int MOST_TIMES = 6;

    /// A field is not one that can be said.
    private static final class NoWords extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /// From `first` to `last`, each `step`th; `all` when it was written as a star.
    private record Part(int first, int last, int step, boolean all) {
        boolean single() {
            return !all && first == last;
        }
    }

    private final String[] fields;
    private final boolean unix;

    private CronWords(String[] fields) {
        this.fields = fields;
        this.unix = fields.length == 5;
    }

    /// Such as `every day at 02:30`; empty when there are no words for it.
    static Optional<String> of(String expression) {
        String upper = expression.strip().toUpperCase(Locale.ROOT);
        String[] fields = NICKNAMES.getOrDefault(upper, upper).split("\\s+");
        if (fields.length < 5 || fields.length > 7) {
            return Optional.empty();
        }
        try {
            return Optional.of(new CronWords(fields).words());
        } catch (NoWords e) {
            return Optional.empty();
        }
    }

    private String field(int index) {
        return fields[unix ? index : index + 1];
    }

    private String words() {
        String minute = field(0);
        String hour = field(1);
        String days = days();
        var times = times(minute, hour);
        String text;
        if (times != null) {
            text = (days.isEmpty() ? "every day" : days) + " at " + listed(times);
        } else {
            text = rhythm(minute, hour) + (days.isEmpty() ? "" : ", " + days);
        }
        return text + months() + years();
    }

    // The times of day when they are few.
    private @Nullable List<String> times(String minute, String hour) {
        if (minute.startsWith("H") || hour.startsWith("H") || hour.contains("*")) {
            return null;
        }
        var minutes = values(parts(minute, 0, 59, List.of()));
        var hours = values(parts(hour, 0, 23, List.of()));
        String second = unix ? "0" : fields[0];
        boolean ranges = minute.matches(".*[*/-].*") || hour.matches(".*[/-].*");
        if (ranges || minutes.size() * hours.size() > MOST_TIMES || !second.matches("[0-9]{1,2}")) {
            return null;
        }
        String seconds = second.equals("0") || second.equals("00") ? "" : ":" + two(number(second));
        var times = new ArrayList<String>();
        for (int h : hours) {
            for (int m : minutes) {
                times.add(two(h) + ":" + two(m) + seconds);
            }
        }
        return times;
    }

    private String rhythm(String minute, String hour) {
        String second = unix ? "0" : fields[0];
        if (!second.matches("0{1,2}")) {
            return eachSecond(second) + within(minute, hour);
        }
        if (minute.equals("*")) {
            return "every minute" + hours(hour, false);
        }
        var hashed = HASHED.matcher(minute);
        if (hashed.matches()) {
            if (hashed.group(1) == null && hour.matches("[0-9]{1,2}")) {
                String only = two(number(hour));
                return "once between "
                        + only
                        + ":00 and "
                        + only
                        + ":59, at a minute chosen by the job's name";
            }
            return hashed.group(1) == null
                    ? "once an hour, at a minute chosen by the job's name" + hours(hour, true)
                    : every(hashed.group(1), "minute") + hours(hour, false);
        }
        var parts = parts(minute, 0, 59, List.of());
        if (parts.size() == 1 && parts.getFirst().all && parts.getFirst().step > 1) {
            return every(parts.getFirst().step, "minute") + hours(hour, false);
        }
        if (parts.stream().allMatch(Part::single)) {
            return eachHour(parts, hour);
        }
        return "at the minutes " + ranges(parts, Integer::toString) + hours(hour, true);
    }

    private static String eachSecond(String second) {
        if (second.equals("*")) {
            return "every second";
        }
        var parts = parts(second, 0, 59, List.of());
        return parts.size() == 1 && parts.getFirst().all
                ? every(parts.getFirst().step, "second")
                : "at the seconds " + ranges(parts, Integer::toString);
    }

    private String within(String minute, String hour) {
        if (minute.equals("*")) {
            return hours(hour, false);
        }
        return " of the minutes "
                + ranges(parts(minute, 0, 59, List.of()), Integer::toString)
                + hours(hour, true);
    }

    // So many minutes past each of the hours.
    private String eachHour(List<Part> minutes, String hour) {
        String past =
                minutes.size() == 1 && minutes.getFirst().first == 0
                        ? ""
                        : " at "
                                + listed(
                                        minutes.stream()
                                                .map(part -> ":" + two(part.first))
                                                .toList());
        if (hour.equals("*")) {
            return "every hour" + past;
        }
        var hashed = HASHED.matcher(hour);
        if (hashed.matches()) {
            return (hashed.group(1) == null
                            ? "once a day, at an hour chosen by the job's name"
                            : every(hashed.group(1), "hour"))
                    + (past.isEmpty() ? "" : "," + past);
        }
        var parts = parts(hour, 0, 23, List.of());
        if (parts.size() == 1 && parts.getFirst().all) {
            return every(parts.getFirst().step, "hour") + past;
        }
        if (parts.size() == 1 && !parts.getFirst().single()) {
            var part = parts.getFirst();
            int minute = minutes.size() == 1 ? minutes.getFirst().first : 0;
            return every(part.step, "hour")
                    + (minutes.size() == 1 ? "" : past)
                    + " from "
                    + two(part.first)
                    + ":"
                    + two(minute)
                    + " to "
                    + two(part.last)
                    + ":"
                    + two(minute);
        }
        return "at the hours "
                + ranges(parts, Integer::toString)
                + (past.isEmpty() ? "" : "," + past);
    }

    // The hours in which something happens often.
    private static String hours(String hour, boolean ofEach) {
        if (hour.equals("*")) {
            return ofEach ? " of every hour" : "";
        }
        var hashed = HASHED.matcher(hour);
        if (hashed.matches()) {
            return hashed.group(1) == null
                    ? ", in an hour chosen by the job's name"
                    : ", " + every(hashed.group(1), "hour");
        }
        var parts = parts(hour, 0, 23, List.of());
        if (parts.size() == 1 && parts.getFirst().step == 1) {
            var part = parts.getFirst();
            return " from " + two(part.first) + ":00 to " + two(part.last) + ":59";
        }
        if (parts.size() == 1 && parts.getFirst().all) {
            return ", in " + every(parts.getFirst().step, "hour");
        }
        return " in the hours " + ranges(parts, Integer::toString);
    }

    private String days() {
        String ofMonth = field(2);
        String ofWeek = field(4);
        boolean anyMonthDay = ofMonth.equals("*") || ofMonth.equals("?");
        boolean anyWeekDay = ofWeek.equals("*") || ofWeek.equals("?");
        if (anyMonthDay && anyWeekDay) {
            return "";
        }
        if (anyMonthDay) {
            return weekdays(ofWeek, "every ");
        }
        if (anyWeekDay) {
            return monthDays(ofMonth);
        }
        boolean either = unix && !ofMonth.startsWith("*") && !ofWeek.startsWith("*");
        return either
                ? monthDays(ofMonth) + " and " + weekdays(ofWeek, "on every ")
                : monthDays(ofMonth)
                        + " if it is "
                        + weekdays(ofWeek, "a ").replace(" and ", " or ");
    }

    private String weekdays(String text, String lead) {
        var special = new ArrayList<String>();
        var plain = new ArrayList<String>();
        for (String part : text.split(",", -1)) {
            Matcher matcher = OF_WEEK.matcher(part);
            if (matcher.matches()) {
                String day = WEEKDAYS.get(weekday(matcher.group(1)));
                special.add(
                        "the "
                                + (matcher.group(2) == null
                                        ? "last"
                                        : WHICH.get(number(matcher.group(2)) - 1))
                                + " "
                                + day
                                + " of the month");
            } else {
                plain.add(part);
            }
        }
        var all = new ArrayList<String>();
        if (!plain.isEmpty()) {
            all.add(plainWeekdays(String.join(",", plain), lead));
        }
        if (!special.isEmpty()) {
            all.add("on " + listed(special));
        }
        return String.join(" and ", all);
    }

    private String plainWeekdays(String text, String lead) {
        var days = new ArrayList<Integer>();
        for (String part : text.split(",", -1)) {
            Matcher matcher = PART.matcher(part);
            if (!matcher.matches() || matcher.group(1).equals("?")) {
                throw new NoWords();
            }
            int step = matcher.group(3) == null ? 1 : number(matcher.group(3));
            boolean star = matcher.group(1).equals("*");
            int first = star ? 0 : weekday(matcher.group(1));
            int last =
                    star || matcher.group(2) == null && matcher.group(3) != null
                            ? 6
                            : matcher.group(2) == null ? first : weekday(matcher.group(2));
            int length = Math.floorMod(last - first, 7);
            for (int i = 0; i <= length; i += Math.max(1, step)) {
                int day = (first + i) % 7;
                if (!days.contains(day)) {
                    days.add(day);
                }
            }
        }
        var sorted = days.stream().sorted().toList();
        if (sorted.equals(List.of(1, 2, 3, 4, 5))) {
            return lead + "weekday (Monday to Friday)";
        }
        if (sorted.equals(List.of(0, 6))) {
            return lead + "Saturday and Sunday";
        }
        if (sorted.size() == 7) {
            return lead + "day";
        }
        boolean run =
                days.size() > 2
                        && IntStream.range(1, days.size())
                                .allMatch(i -> days.get(i) == (days.get(i - 1) + 1) % 7);
        return lead
                + (run
                        ? WEEKDAYS.get(days.getFirst()) + " to " + WEEKDAYS.get(days.getLast())
                        : listed(days.stream().map(WEEKDAYS::get).toList()));
    }

    private int weekday(String text) {
        for (int i = 0; i < WEEKDAYS.size(); i++) {
            if (WEEKDAYS.get(i).substring(0, 3).equalsIgnoreCase(text)) {
                return i;
            }
        }
        int number = number(text) - (unix ? 0 : 1);
        if (number < 0 || number > 7) {
            throw new NoWords();
        }
        return number % 7;
    }

    private static String monthDays(String text) {
        var days = new ArrayList<String>();
        for (String part : text.split(",", -1)) {
            if (part.equals("L")) {
                days.add("the last day");
            } else if (part.equals("LW") || part.equals("WL")) {
                days.add("the last weekday");
            } else if (part.matches("L-[0-9]{1,2}")) {
                int before = number(part.substring(2));
                days.add((before == 1 ? "the day" : before + " days") + " before the last day");
            } else if (part.matches("[0-9]{1,2}W")) {
                days.add(
                        "the weekday nearest to the "
                                + nth(number(part.substring(0, part.length() - 1))));
            } else if (HASHED.matcher(part).matches()) {
                days.add("a day chosen by the job's name");
            } else {
                days.add(plainDay(parts(part, 1, 31, List.of()).getFirst()));
            }
        }
        return "on " + listed(days) + " of the month";
    }

    private static String plainDay(Part part) {
        if (part.single()) {
            return "the " + nth(part.first);
        }
        String step = part.step == 1 ? "" : "every " + nth(part.step) + " day";
        String range = part.all ? "" : "the " + nth(part.first) + " to the " + nth(part.last);
        return step.isEmpty() ? range : range.isEmpty() ? step : step + " from " + range;
    }

    private String months() {
        String text = field(3);
        if (text.equals("*") || text.equals("?")) {
            return "";
        }
        var hashed = HASHED.matcher(text);
        if (hashed.matches()) {
            return ", in a month chosen by the job's name";
        }
        var parts = parts(text, 1, 12, MONTHS);
        boolean stepped = parts.stream().anyMatch(part -> part.step > 1 || part.all);
        return ", in "
                + (stepped
                        ? listed(values(parts).stream().map(CronWords::month).toList())
                        : ranges(parts, CronWords::month));
    }

    private static String month(int number) {
        return MONTHS.get(number - 1);
    }

    private String years() {
        if (fields.length < 7 || fields[6].equals("*")) {
            return "";
        }
        return ", in " + ranges(parts(fields[6], 1970, 2199, List.of()), Integer::toString);
    }

    private static List<Part> parts(String text, int low, int high, List<String> names) {
        var parts = new ArrayList<Part>();
        for (String each : text.split(",", -1)) {
            Matcher matcher = PART.matcher(each);
            if (!matcher.matches()) {
                throw new NoWords();
            }
            boolean all = matcher.group(1).equals("*") || matcher.group(1).equals("?");
            int first = all ? low : value(matcher.group(1), low, high, names);
            int step = matcher.group(3) == null ? 1 : number(matcher.group(3));
            int last =
                    matcher.group(2) != null
                            ? value(matcher.group(2), low, high, names)
                            : all || matcher.group(3) != null ? high : first;
            if (step < 1) {
                throw new NoWords();
            }
            parts.add(new Part(first, last, step, all));
        }
        return parts;
    }

    private static int value(String text, int low, int high, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).substring(0, 3).equalsIgnoreCase(text)) {
                return low + i;
            }
        }
        int value = number(text);
        if (value < low || value > high) {
            throw new NoWords();
        }
        return value;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new NoWords();
        }
    }

    private static List<Integer> values(List<Part> parts) {
        return parts.stream()
                .flatMap(
                        part ->
                                IntStream.rangeClosed(part.first, Math.max(part.first, part.last))
                                        .filter(each -> (each - part.first) % part.step == 0)
                                        .boxed())
                .distinct()
                .sorted()
                .toList();
    }

    private static String ranges(List<Part> parts, java.util.function.IntFunction<String> name) {
        return listed(
                parts.stream()
                        .map(
                                part ->
                                        part.single()
                                                ? name.apply(part.first)
                                                : name.apply(part.first)
                                                        + " to "
                                                        + name.apply(part.last)
                                                        + (part.step == 1
                                                                ? ""
                                                                : " in steps of " + part.step))
                        .toList());
    }

    private static String every(String step, String unit) {
        return every(number(step), unit);
    }

    private static String every(int step, String unit) {
        return step == 1 ? "every " + unit : "every " + step + " " + unit + "s";
    }

    static String listed(List<String> items) {
        int last = items.size() - 1;
        return last <= 0
                ? String.join("", items)
                : String.join(", ", items.subList(0, last)) + " and " + items.get(last);
    }

    static String nth(int number) {
        int tens = number % 100;
        if (tens >= 11 && tens <= 13) {
            return number + "th";
        }
        return number
                + switch (number % 10) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
    }

    private static String two(int number) {
        return (number < 10 ? "0" : "") + number;
    }
}
