package dev.carillon.benchmark;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What the command line asks for.
///
/// @param arguments as they were given
/// @param task what is done with what is measured
/// @param only names of measurements, in their order
/// @param databases `h2`, `postgresql`
/// @param fsync whether PostgreSQL syncs each commit to the disk
/// @param threads of each scheduler that is compared
/// @param entrants those that are compared
/// @param crowds how many schedules are due in one second, each measured in turn
/// @param schedules how many are stored, each measured in turn
/// @param histories how many finished runs there are, the fewest first
/// @param disturbedPercent of all processors that others may use before a measurement is marked
/// @param java options of the measured virtual machines
/// @param out file for the table, null for none
/// @param recordings folder for flight recordings of the nodes, null for none
record Options(
        List<String> arguments,
        Task task,
        List<String> only,
        List<String> databases,
        boolean fsync,
        int rounds,
        boolean smoke,
        int threads,
        Set<Entrant> entrants,
        List<Integer> crowds,
        List<Integer> schedules,
        List<Integer> histories,
        int disturbedPercent,
        List<String> java,
        @Nullable Path out,
        @Nullable Path recordings) {
    static final String USAGE =
            """
            usage: Benchmark [--check | --record] [--only %s] [--compare] [--database h2,postgresql] [--fsync]
                [--rounds 3] [--smoke] [--threads 20] [--entrants %s]
                [--crowd 5000,20000] [--schedules 100000,1000000]
                [--history 10000,1000000] [--disturbed 5] [--java "-Xmx256m …"] [--out RESULTS.md] [--jfr FOLDER]
            """
                    .formatted(
                            String.join(",", Benchmark.MEASUREMENTS.keySet()),
                            String.join(",", Entrant.IDS));

    /// So many may be stored: fewer than the quota of measured nodes, which have some others too.
    static final int MOST_SCHEDULES = 5_000_000;

    private static final int MOST_HISTORY = 100_000_000;

    /// What is done with what is measured.
    enum Task {
        /// It is told in a table.
        REPORT,
        /// The ratios to plain JDBC are compared with those that are recorded.
        CHECK,
        /// They are recorded.
        RECORD
    }

    Options {
        arguments = List.copyOf(arguments);
        only = List.copyOf(only);
        databases = List.copyOf(databases);
        entrants = Set.copyOf(entrants);
        crowds = List.copyOf(crowds);
        schedules = List.copyOf(schedules);
        histories = List.copyOf(histories);
        java = List.copyOf(java);
    }

    /// How it was started, from the root of the sources.
    String command() {
        return "java -cp \"samples/benchmark/target/lib/*:samples/benchmark/target/carillon-benchmark-0.1.0.jar\" \\\n    "
                + Benchmark.class.getName()
                + " "
                + arguments.stream()
                        .map(each -> each.contains(" ") ? "\"" + each + "\"" : each)
                        .collect(Collectors.joining(" "));
    }

    /// The file with a line of JSON for each value, beside the table; null for none.
    @Nullable Path lines() {
        return out == null
                ? null
                : out.resolveSibling(
                        String.valueOf(out.getFileName()).replaceFirst("\\.md$", "") + ".jsonl");
    }

    /// @throws IllegalArgumentException with what is wrong
    static Options parse(String... arguments) {
        var task = Task.REPORT;
        var only = List.copyOf(Benchmark.MEASUREMENTS.keySet());
        var databases = List.of("h2");
        boolean fsync = false;
        int rounds = 3;
        boolean smoke = false;
        int threads = 20;
        Set<Entrant> entrants = EnumSet.allOf(Entrant.class);
        var crowds = List.of(5_000);
        var schedules = List.of(100_000);
        var histories = List.of(10_000, 1_000_000);
        int disturbed = 5;
        var java = List.of("-XX:+UseSerialGC", "-Xms32m", "-Xmx256m", "-XX:TieredStopAtLevel=1");
        Path out = null;
        Path recordings = null;
        var left = new ArrayList<>(List.of(arguments));
        while (!left.isEmpty()) {
            String option = left.removeFirst();
            switch (option) {
                case "--check" -> task = Task.CHECK;
                case "--record" -> task = Task.RECORD;
                case "--smoke" -> smoke = true;
                case "--fsync" -> fsync = true;
                case "--compare" ->
                        only =
                                Benchmark.MEASUREMENTS.keySet().stream()
                                        .filter(name -> name.startsWith("compare-"))
                                        .toList();
                case "--only" -> only = list(value(option, left), Benchmark.MEASUREMENTS.keySet());
                case "--database" ->
                        databases = list(value(option, left), List.of("h2", "postgresql"));
                case "--rounds" -> rounds = number(option, value(option, left), 1, 100);
                case "--threads" -> threads = number(option, value(option, left), 1, 1_000);
                case "--entrants" -> entrants = entrants(list(value(option, left), Entrant.IDS));
                case "--crowd" -> crowds = numbers(option, value(option, left), 1, 1_000_000);
                case "--schedules" ->
                        schedules = numbers(option, value(option, left), 1, MOST_SCHEDULES);
                case "--history" -> histories = histories(option, value(option, left));
                case "--disturbed" -> disturbed = number(option, value(option, left), 0, 100);
                case "--java" -> java = List.of(value(option, left).strip().split("\\s+"));
                case "--out" -> out = Path.of(value(option, left));
                case "--jfr" -> recordings = Path.of(value(option, left));
                default -> throw new IllegalArgumentException(option + " is unknown");
            }
        }
        return new Options(
                List.of(arguments),
                task,
                only,
                databases,
                fsync,
                smoke ? 1 : rounds,
                smoke,
                threads,
                entrants,
                crowds,
                schedules,
                histories,
                disturbed,
                java,
                out,
                recordings);
    }

    private static Set<Entrant> entrants(List<String> ids) {
        var entrants = EnumSet.noneOf(Entrant.class);
        for (var entrant : Entrant.values()) {
            if (ids.contains(entrant.id())) {
                entrants.add(entrant);
            }
        }
        return entrants;
    }

    private static String value(String option, List<String> left) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return left.removeFirst();
    }

    private static List<String> list(String value, Collection<String> known) {
        var names = Arrays.asList(value.split(",", -1));
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("`" + name + "` is none of " + known);
            }
        }
        return known.stream().filter(names::contains).toList();
    }

    private static List<Integer> histories(String option, String values) {
        var sizes = numbers(option, values, History.TEMPLATES, MOST_HISTORY);
        for (int size : sizes) {
            if (size % History.TEMPLATES != 0) {
                throw new IllegalArgumentException(
                        option + " takes multiples of " + History.TEMPLATES + ", not " + size);
            }
        }
        return sizes.stream().sorted().distinct().toList();
    }

    private static List<Integer> numbers(String option, String values, int least, int most) {
        return Arrays.stream(values.split(",", -1))
                .map(each -> number(option, each, least, most))
                .toList();
    }

    private static int number(String option, String value, int least, int most) {
        int number = Integer.parseInt(value);
        if (number < least || number > most) {
            throw new IllegalArgumentException(
                    "%s is %d to %d, not %s".formatted(option, least, most, value));
        }
        return number;
    }
}
