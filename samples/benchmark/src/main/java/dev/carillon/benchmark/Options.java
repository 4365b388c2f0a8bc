package dev.carillon.benchmark;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What the command line asks for.
///
/// @param only names of measurements, in their order
/// @param databases `h2`, `postgresql`
/// @param java options of the measured virtual machines
/// @param out file for the table, null for none
/// @param recordings folder for flight recordings of the nodes, null for none
record Options(
        List<String> only,
        List<String> databases,
        int rounds,
        boolean smoke,
        List<String> java,
        @Nullable Path out,
        @Nullable Path recordings) {
    static final String USAGE =
            """
            usage: Benchmark [--only %s] [--database h2,postgresql]
                [--rounds 3] [--smoke] [--java "-Xmx256m …"] [--out results.md] [--jfr FOLDER]
            """
                    .formatted(String.join(",", Benchmark.MEASUREMENTS.keySet()));

    /// @throws IllegalArgumentException with what is wrong
    static Options parse(String... arguments) {
        var only = List.copyOf(Benchmark.MEASUREMENTS.keySet());
        var databases = List.of("h2");
        int rounds = 3;
        boolean smoke = false;
        var java = List.of("-XX:+UseSerialGC", "-Xmx256m", "-XX:TieredStopAtLevel=1");
        Path out = null;
        Path recordings = null;
        var left = new ArrayList<>(List.of(arguments));
        while (!left.isEmpty()) {
            String option = left.removeFirst();
            switch (option) {
                case "--smoke" -> smoke = true;
                case "--only" -> only = list(value(option, left), Benchmark.MEASUREMENTS.keySet());
                case "--database" ->
                        databases = list(value(option, left), List.of("h2", "postgresql"));
                case "--rounds" -> rounds = rounds(value(option, left));
                case "--java" -> java = List.of(value(option, left).strip().split("\\s+"));
                case "--out" -> out = Path.of(value(option, left));
                case "--jfr" -> recordings = Path.of(value(option, left));
                default -> throw new IllegalArgumentException(option + " is unknown");
            }
        }
        return new Options(only, databases, smoke ? 1 : rounds, smoke, java, out, recordings);
    }

    private static String value(String option, List<String> left) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return left.removeFirst();
    }

    private static List<String> list(String value, java.util.Collection<String> known) {
        var names = Arrays.asList(value.split(",", -1));
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("`" + name + "` is none of " + known);
            }
        }
        return known.stream().filter(names::contains).toList();
    }

    private static int rounds(String value) {
        int rounds = Integer.parseInt(value);
        if (rounds < 1 || rounds > 100) {
            throw new IllegalArgumentException("--rounds is 1 to 100, not " + value);
        }
        return rounds;
    }
}
