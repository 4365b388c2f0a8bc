package dev.carillon.console.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.console.run.LineDiff.Block;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

class LineDiffTest {
    private static List<String> lines(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(""));
    }

    @Test
    void equalTextsAreOneBlock() {
        assertThat(LineDiff.of(lines("abc"), lines("abc")))
                .containsExactly(new Block(true, 0, 3, 0, 3));
        assertThat(LineDiff.of(List.of(), List.of())).isEmpty();
    }

    @Test
    void aLineThatIsAnotherIsFoundBetweenWhatIsTheSame() {
        assertThat(LineDiff.of(lines("abcde"), lines("abxde")))
                .containsExactly(
                        new Block(true, 0, 2, 0, 2),
                        new Block(false, 2, 1, 2, 1),
                        new Block(true, 3, 2, 3, 2));
    }

    @Test
    void linesThatAreMoreOrLessOnOneSideAreFound() {
        assertThat(LineDiff.of(lines("ac"), lines("abc")))
                .containsExactly(
                        new Block(true, 0, 1, 0, 1),
                        new Block(false, 1, 0, 1, 1),
                        new Block(true, 1, 1, 2, 1));
        assertThat(LineDiff.of(lines("abc"), List.of()))
                .containsExactly(new Block(false, 0, 3, 0, 0));
    }

    @Test
    void blocksCoverBothTextsAndAreAsSimilarAsCanBe() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            var left = random(random);
            var right = random(random);

            var blocks = LineDiff.of(left, right);

            int x = 0;
            int y = 0;
            int same = 0;
            for (var block : blocks) {
                assertThat(block.left()).as("seed %d", seed).isEqualTo(x);
                assertThat(block.right()).as("seed %d", seed).isEqualTo(y);
                if (block.same()) {
                    assertThat(left.subList(x, x + block.leftLines()))
                            .as("seed %d", seed)
                            .isEqualTo(right.subList(y, y + block.rightLines()));
                    same += block.leftLines();
                }
                x += block.leftLines();
                y += block.rightLines();
            }
            assertThat(x).isEqualTo(left.size());
            assertThat(y).isEqualTo(right.size());
            assertThat(same).as("seed %d", seed).isEqualTo(longestCommon(left, right));
        }
    }

    private static List<String> random(Random random) {
        var lines = new ArrayList<String>();
        int count = random.nextInt(30);
        for (int i = 0; i < count; i++) {
            lines.add(Character.toString('a' + random.nextInt(4)));
        }
        return lines;
    }

    private static int longestCommon(List<String> left, List<String> right) {
        int[][] best = new int[left.size() + 1][right.size() + 1];
        for (int i = 1; i <= left.size(); i++) {
            for (int j = 1; j <= right.size(); j++) {
                best[i][j] =
                        left.get(i - 1).equals(right.get(j - 1))
                                ? best[i - 1][j - 1] + 1
                                : Math.max(best[i - 1][j], best[i][j - 1]);
            }
        }
        return best[left.size()][right.size()];
    }

    @Test
    void textsThatHaveNothingInCommonAreGivenUpSoon() {
        var left = IntStream.range(0, 40_000).mapToObj(i -> "l" + i).toList();
        var right = IntStream.range(0, 40_000).mapToObj(i -> "r" + i).toList();

        assertThat(LineDiff.of(left, right))
                .containsExactly(new Block(false, 0, 40_000, 0, 40_000));
    }
}
