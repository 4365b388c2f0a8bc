package dev.carillon.console.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.console.words.LineDiff;
import dev.carillon.console.words.LineDiff.Kind;
import dev.carillon.console.words.LineDiff.Line;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

class LineDiffTest {
    private static String shown(String before, String after) {
        return LineDiff.of(before, after).stream()
                .map(Line::shown)
                .collect(Collectors.joining("\n"));
    }

    @Test
    void linesThatStayAreLeftWhereTheyAre() {
        assertThat(shown("a\nb\nc", "a\nx\nc\nd")).isEqualTo("  a\n- b\n+ x\n  c\n+ d");
    }

    @Test
    void nothingBeforeIsAllAdded() {
        assertThat(shown("", "a\nb")).isEqualTo("+ a\n+ b");
        assertThat(shown("a", "")).isEqualTo("- a");
        assertThat(shown("", "")).isEmpty();
    }

    @Test
    void bothTextsAreInItWhateverTheyAre() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            String before = text(random);
            String after = text(random);
            var lines = LineDiff.of(before, after);

            assertThat(without(lines, Kind.ADDED)).as("seed %d", seed).isEqualTo(before);
            assertThat(without(lines, Kind.REMOVED)).as("seed %d", seed).isEqualTo(after);
        }
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(12), 0, 4)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining("\n"));
    }

    private static String without(List<Line> lines, Kind kind) {
        return lines.stream()
                .filter(line -> line.kind() != kind)
                .map(Line::text)
                .collect(Collectors.joining("\n"));
    }

    @Test
    void textsTooLongToCompareFollowEachOther() {
        String before = "a\n".repeat(3000) + "end";
        String after = "b\n".repeat(3000) + "end";

        var lines = LineDiff.of(before, after);

        assertThat(lines).hasSize(6001);
        assertThat(lines.getLast().kind()).isEqualTo(Kind.SAME);
    }
}
