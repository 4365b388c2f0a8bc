package dev.carillon.console.editor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.console.words.LineDiff;
import dev.carillon.console.words.LineDiff.Kind;
import dev.carillon.console.words.LineDiff.Line;

import org.junit.jupiter.api.Test;

import java.util.Random;
import java.util.stream.Collectors;

class LineDiffTest {
    @Test
    void aChangedLineIsOneRemovedAndOneAdded() {
        assertThat(LineDiff.of("a\nb\nc\n", "a\nx\nc\n"))
                .containsExactly(
                        new Line(Kind.SAME, "a"),
                        new Line(Kind.REMOVED, "b"),
                        new Line(Kind.ADDED, "x"),
                        new Line(Kind.SAME, "c"));
    }

    @Test
    void farFromChangesLinesAreLeftOut() {
        var lines = LineDiff.of("a\nb\nc\nd\ne\nf\ng\nh\n", "A\nb\nc\nd\ne\nf\ng\nH\n");

        assertThat(LineDiff.around(lines, 1))
                .extracting(Line::text)
                .containsExactly("a", "A", "b", "⋯", "g", "h", "H");
    }

    @Test
    void bothTextsCanBeReadFromIt() {
        var random = new Random(7);
        for (int i = 0; i < 200; i++) {
            String before = text(random);
            String after = text(random);

            var lines = LineDiff.of(before, after);

            assertThat(side(lines, Kind.ADDED)).isEqualTo(before);
            assertThat(side(lines, Kind.REMOVED)).isEqualTo(after);
        }
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(12), 0, 4)
                .mapToObj(each -> each + "\n")
                .collect(Collectors.joining());
    }

    private static String side(java.util.List<Line> lines, Kind without) {
        return lines.stream()
                .filter(line -> line.kind() != without)
                .map(line -> line.text() + "\n")
                .collect(Collectors.joining());
    }
}
