package dev.carillon.engine.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Schedule;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What is written in different ways means the same, and what means nothing is refused, quickly.
class CronTextPropertyTest {
    private static final Instant START = Instant.parse("2026-11-23T12:34:56Z");
    private static final List<String> MONTHS =
            List.of(
                    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV",
                    "DEC");
    private static final List<String> DAYS =
            List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    /// A field as written, and as the plain list it means.
    record Field(String text, String list) {
        static Field of(String text, Set<Integer> values) {
            return new Field(
                    text, values.stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
    }

    @Provide
    Arbitrary<List<Field>> expressions() {
        return Combinators.combine(
                        field(0, 59, List.of()),
                        field(0, 59, List.of()),
                        field(0, 23, List.of()),
                        days(field(1, 31, List.of())),
                        field(1, 12, MONTHS),
                        field(1, 7, DAYS))
                .as(List::of);
    }

    // With two restricted fields of days hardly any day would be left.
    private static Arbitrary<Field> days(Arbitrary<Field> field) {
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(4, Arbitraries.of(new Field("*", "*"), new Field("?", "*"))),
                net.jqwik.api.Tuple.of(1, field));
    }

    private static Arbitrary<Field> field(int low, int high, List<String> names) {
        Arbitrary<Integer> value = Arbitraries.integers().between(low, high);
        return Arbitraries.oneOf(
                Arbitraries.just(new Field("*", "*")),
                value.map(step -> Math.max(1, step))
                        .map(step -> Field.of("*/" + step, values(low, high, step))),
                Combinators.combine(value, value, value)
                        .as((a, b, step) -> range(Math.min(a, b), Math.max(a, b), step, names)),
                value.set()
                        .ofMinSize(1)
                        .ofMaxSize(4)
                        .map(set -> list(new ArrayList<>(set), low, names)));
    }

    private static Field range(int first, int last, int step, List<String> names) {
        int within = 1 + step % (last - first + 1);
        String text = name(first, names) + "-" + name(last, names) + "/" + within;
        return Field.of(text, values(first, last, within));
    }

    private static Field list(List<Integer> values, int low, List<String> names) {
        return Field.of(
                values.stream().map(each -> name(each, names)).collect(Collectors.joining(",")),
                new TreeSet<>(values));
    }

    private static String name(int value, List<String> names) {
        return names.isEmpty() || value % 2 == 0 ? Integer.toString(value) : names.get(value - 1);
    }

    private static Set<Integer> values(int first, int last, int step) {
        var values = new TreeSet<Integer>();
        for (int i = first; i <= last; i += step) {
            values.add(i);
        }
        return values;
    }

    @Property
    void anExpressionAndItsPlainListsAreDueAtTheSameTimes(
            @ForAll("expressions") List<Field> fields, @ForAll boolean lower) {
        String written = fields.stream().map(Field::text).collect(Collectors.joining("  "));
        String plain = fields.stream().map(Field::list).collect(Collectors.joining(" "));
        Assume.that(plain.length() <= 400);

        assertThat(next(" " + (lower ? written.toLowerCase(Locale.ROOT) : written) + "\t"))
                .as("%s and %s", written, plain)
                .isEqualTo(next(plain));
    }

    private static List<Instant> next(String expression) {
        CronExpression cron = CronExpression.parse(expression, 0);
        var found = new ArrayList<Instant>();
        for (Instant t = cron.next(START, ZoneOffset.UTC, Schedule.Dst.DEFAULT);
                t != null && found.size() < 20;
                t = cron.next(t, ZoneOffset.UTC, Schedule.Dst.DEFAULT)) {
            found.add(t);
        }
        return found;
    }

    @Provide
    Arbitrary<String> garbage() {
        Arbitrary<String> part =
                Arbitraries.of(
                        "*",
                        "?",
                        "L",
                        "W",
                        "#",
                        "H",
                        "/",
                        "-",
                        ",",
                        "(",
                        ")",
                        "@",
                        "0",
                        "1",
                        "7",
                        "31",
                        "59",
                        "60",
                        "99999999999",
                        "MON",
                        "jan",
                        "2199",
                        "L-3",
                        "15W",
                        "FRI#3",
                        "6L",
                        "H(0-7)",
                        "*/0",
                        "5-1",
                        "@daily",
                        "@every",
                        "é",
                        "\u0000",
                        " ");
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(500),
                part.list().ofMaxSize(30).map(parts -> String.join("", parts)),
                part.list().ofMinSize(5).ofMaxSize(7).map(parts -> String.join(" ", parts)),
                part.list()
                        .ofMinSize(1)
                        .ofMaxSize(2)
                        .map(parts -> String.join("", parts))
                        .list()
                        .ofMinSize(5)
                        .ofMaxSize(7)
                        .map(parts -> String.join(" ", parts)));
    }

    @Property(tries = 3000)
    void garbageIsRefusedWithASentenceOrHasDueTimes(@ForAll("garbage") String text) {
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> judge(text), text);
    }

    private static void judge(String text) {
        var rule = new Schedule.Cron(text, ZoneOffset.UTC, Schedule.Dst.DEFAULT);
        try {
            var times = DueTimes.of(new Schedule("s", rule, null, null, Duration.ZERO), "a/b");
            assertThat(times.after(Instant.parse("2026-01-01T00:00:00Z").minusNanos(1)))
                    .isNotNull();
        } catch (CarillonException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DEFINITION);
            assertThat(e.getMessage()).hasSizeBetween(20, 700).doesNotContain("null");
        }
    }
}
