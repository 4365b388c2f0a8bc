package dev.carillon.engine.time;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import java.util.BitSet;
import java.util.Locale;
import java.util.Map;

/// Reads the text of a cron expression. One parser reads one expression.
///
/// `H` stands for a value chosen by the seed, so that jobs with the same text do not all start at once.
final class CronParser {
    private static final int LONGEST = 400;
    private static final Map<String, String> NICKNAMES =
            Map.of(
                    "@HOURLY",
                    "0 * * * *",
                    "@DAILY",
                    "0 0 * * *",
                    "@MIDNIGHT",
                    "0 0 * * *",
                    "@WEEKLY",
                    "0 0 * * 0",
                    "@MONTHLY",
                    "0 0 1 * *",
                    "@YEARLY",
                    "0 0 1 1 *",
                    "@ANNUALLY",
                    "0 0 1 1 *");

    private final String expression;
    private final long seed;
    private long fromEnd, nearest, lastOfWeek, nthOfWeek;
    private boolean lastWeekday;

    private CronParser(String expression, long seed) {
        this.expression = expression;
        this.seed = seed;
    }

    static CronFields parse(String text, long seed) {
        if (text.length() > LONGEST) {
            throw invalid(
                    "A cron expression has at most "
                            + LONGEST
                            + " characters; this one has "
                            + text.length()
                            + ". Split it into several schedules.");
        }
        return new CronParser(text.strip(), seed).fields();
    }

    private CronFields fields() {
        if (expression.chars().anyMatch(c -> c > 126)) {
            throw wrong(
                    "has characters that are not ASCII. Write digits as 0 to 9 and names in English.");
        }
        String upper = expression.toUpperCase(Locale.ROOT);
        String[] texts = (upper.startsWith("@") ? nickname(upper) : upper).split("\\s+");
        if (texts.length < 5 || texts.length > 7) {
            throw wrong(
                    "has "
                            + (upper.isEmpty() ? 0 : texts.length)
                            + " fields; allowed are 5 to 7: [second] minute"
                            + " hour day-of-month month day-of-week [year]. For a fixed rate use `every:`.");
        }
        boolean unix = texts.length == 5;
        int at = unix ? 0 : 1;
        CronField weekday = unix ? CronField.UNIX_WEEKDAY : CronField.QUARTZ_WEEKDAY;
        long seconds = unix ? 1 : bits(CronField.SECOND, texts[0]);
        long minutes = bits(CronField.MINUTE, texts[at]);
        long hours = bits(CronField.HOUR, texts[at + 1]);
        long ofMonth = bits(CronField.DAY, texts[at + 2]);
        long months = bits(CronField.MONTH, texts[at + 3]);
        long ofWeek = bits(weekday, texts[at + 4]) >>> weekday.low;
        boolean either = unix && restricted(texts[2]) && restricted(texts[4]);
        boolean subDaily = Long.bitCount(hours) > 1 && texts[at + 1].matches(".*[*/-].*");
        var days =
                new CronDays(
                        ofMonth,
                        fromEnd,
                        nearest,
                        lastWeekday,
                        ofWeek,
                        lastOfWeek,
                        nthOfWeek,
                        either,
                        months,
                        texts.length < 7 || texts[6].equals("*")
                                ? null
                                : values(CronField.YEAR, texts[6]));
        return new CronFields(new DayTimes(seconds, minutes, hours), days, subDaily, unix);
    }

    /// Vixie cron looks at the first character only, so `*/2` counts as not restricted.
    private static boolean restricted(String text) {
        return !text.startsWith("*") && !text.startsWith("?");
    }

    private String nickname(String upper) {
        if (upper.startsWith("@REBOOT")) {
            throw wrong(
                    "is not supported: a cluster has no boot. Start the job through the API or give it a time.");
        }
        if (upper.startsWith("@EVERY")) {
            throw wrong(
                    "is not cron: a fixed rate is written as `every:`, for example `every: 15m`.");
        }
        String known = NICKNAMES.get(upper);
        if (known == null) {
            throw wrong(
                    "is no known name; allowed are @hourly, @daily, @midnight, @weekly, @monthly, @yearly and"
                            + " @annually. Or write five fields, such as `0 6 * * MON-FRI`.");
        }
        return known;
    }

    private long bits(CronField field, String text) {
        long[] words = values(field, text).toLongArray();
        return words.length == 0 ? 0 : words[0];
    }

    private BitSet values(CronField field, String text) {
        BitSet set = new BitSet();
        for (String part : text.split(",", -1)) {
            if (!(field == CronField.DAY && specialDay(part))
                    && !(field.isDay() && specialWeekday(field, part))) {
                addPlain(field, part, set);
            }
        }
        return set;
    }

    private boolean specialDay(String part) {
        if (part.equals("L")) {
            fromEnd |= 1;
        } else if (part.equals("LW") || part.equals("WL")) {
            lastWeekday = true;
        } else if (part.startsWith("L-")) {
            fromEnd |=
                    1L
                            << number(
                                    CronField.DAY,
                                    part,
                                    part.substring(2),
                                    1,
                                    30,
                                    "Write L-3 for three days before the last.");
        } else if (part.endsWith("W")) {
            nearest |=
                    1L
                            << number(
                                    CronField.DAY,
                                    part,
                                    part.substring(0, part.length() - 1),
                                    1,
                                    31,
                                    "Write 15W for the weekday nearest to the 15th.");
        } else {
            return false;
        }
        return true;
    }

    private boolean specialWeekday(CronField field, String part) {
        int hash = part.indexOf('#');
        if (field == CronField.DAY) {
            return false;
        }
        if (part.equals("L")) {
            throw wrong(
                    field,
                    part,
                    field.allowed(),
                    "Write SAT for each Saturday or FRIL for the last Friday of the month.");
        }
        if (hash >= 0) {
            int n =
                    number(
                            field,
                            part,
                            part.substring(hash + 1),
                            1,
                            5,
                            "Write FRI#3 for the third Friday of the month.");
            nthOfWeek |= 1L << 5 * weekday(field, part, part.substring(0, hash)) + n - 1;
            return true;
        }
        if (part.endsWith("L")) {
            lastOfWeek |= 1L << weekday(field, part, part.substring(0, part.length() - 1));
            return true;
        }
        return false;
    }

    private int weekday(CronField field, String part, String text) {
        return (value(field, part, text) - field.low) % 7;
    }

    private void addPlain(CronField field, String part, BitSet set) {
        int slash = part.indexOf('/');
        String base = slash < 0 ? part : part.substring(0, slash);
        boolean hashed = base.equals("H") || base.startsWith("H(");
        boolean all = base.equals("*") || base.equals("?") && field.isDay() && slash < 0;
        String range = hashed ? inParentheses(field, part, base) : base;
        int dash = range.indexOf('-');
        int first = field.low;
        int last = hashed ? field.highestHashed() : field.high;
        if (dash > 0) {
            first = value(field, part, range.substring(0, dash));
            last = value(field, part, range.substring(dash + 1));
        } else if (!all && !hashed) {
            first = value(field, part, range);
            last = slash < 0 ? first : Math.max(first, field.high);
        }
        if (first > last) {
            if (!field.wraps) {
                throw wrong(
                        field,
                        part,
                        field.allowed(),
                        "The range runs backwards; write it as two, such as "
                                + first
                                + "-"
                                + field.high
                                + ","
                                + field.low
                                + "-"
                                + last
                                + ".");
            }
            last += field.size();
        }
        int widest = dash > 0 ? last - first + 1 : field.size();
        int step =
                slash < 0
                        ? 1
                        : number(
                                field,
                                part,
                                part.substring(slash + 1),
                                1,
                                widest,
                                "The number after the slash is a step within the range.");
        if (hashed) {
            int choices = slash < 0 ? last - first + 1 : Math.min(step, last - first + 1);
            first += Math.floorMod(mix(seed + field.title.hashCode()), choices);
            last = slash < 0 ? first : last;
        }
        for (int i = first; i <= last; i += step) {
            set.set(field.low + (i - field.low) % field.size());
        }
    }

    private String inParentheses(CronField field, String part, String base) {
        if (field == CronField.YEAR) {
            throw wrong(field, part, field.allowed(), "H cannot choose a year.");
        }
        if (base.equals("H")) {
            return "";
        }
        if (!base.endsWith(")") || base.indexOf('-') < 3) {
            throw wrong(
                    field,
                    part,
                    field.allowed(),
                    "Write a range in the parentheses, such as H("
                            + field.low
                            + "-"
                            + field.high
                            + ").");
        }
        return base.substring(2, base.length() - 1);
    }

    private int value(CronField field, String part, String text) {
        int named = field.names.indexOf(text);
        return named >= 0
                ? named + field.low
                : number(
                        field,
                        part,
                        text,
                        field.low,
                        field.highestWritten(),
                        field.allowed(),
                        hint(field));
    }

    private static String hint(CronField field) {
        return switch (field) {
            case DAY ->
                    "Lists, ranges and steps are written 1,15 and 1-5 and */2; L, L-3, LW, 15W and H work too.";
            case UNIX_WEEKDAY, QUARTZ_WEEKDAY ->
                    "Write MON-FRI, FRIL for the last or FRI#3 for the third Friday.";
            case SECOND, MINUTE, HOUR, MONTH, YEAR ->
                    "Lists, ranges and steps are written 1,15 and 1-5 and */2.";
        };
    }

    private int number(CronField field, String part, String text, int low, int high, String hint) {
        return number(field, part, text, low, high, low + " to " + high, hint);
    }

    private int number(
            CronField field,
            String part,
            String text,
            int low,
            int high,
            String allowed,
            String hint) {
        boolean digits =
                !text.isEmpty()
                        && text.length() <= 4
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int value = digits ? Integer.parseInt(text) : -1;
        if (value < low || value > high) {
            throw wrong(field, part, allowed, hint);
        }
        return value;
    }

    /// The finalizer of SplitMix64.
    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    private CarillonException wrong(CronField field, String part, String allowed, String hint) {
        return wrong(
                "has '"
                        + part
                        + "' in the "
                        + field.title
                        + " field; allowed is "
                        + allowed
                        + ". "
                        + hint);
    }

    private CarillonException wrong(String what) {
        String shown = expression.length() > 80 ? expression.substring(0, 80) + "…" : expression;
        return invalid("The cron expression '" + shown + "' " + what);
    }

    private static CarillonException invalid(String message) {
        return new CarillonException(ErrorCode.INVALID_DEFINITION, message);
    }
}
