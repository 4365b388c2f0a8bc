package dev.carillon.console.parts.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LogTextTest {
    @Test
    void aLineThatCameInTwoPartsIsOne() {
        var text = LogText.EMPTY.plus("first\nsec").plus("ond\nthird");

        assertThat(text.lines()).isEqualTo(3);
        assertThat(text.line(1)).isEqualTo("second");
        assertThat(text.line(2)).isEqualTo("third");
    }

    @Test
    void anEarlierOneStaysAsItWas() {
        var before = LogText.EMPTY.plus("a\n");

        before.plus("b\n");

        assertThat(before.lines()).isEqualTo(1);
        assertThatThrownBy(() -> before.line(1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void linesKeepTheirPlaceThroughManySmallAndLargePieces() {
        var text = LogText.EMPTY;
        for (int i = 0; i < 3_000; i++) {
            text = text.plus("line " + i + (i % 500 == 0 ? " " + "x".repeat(70_000) : "") + "\n");
        }

        int number = 0;
        for (int i = 0; i < 3_000; i++) {
            assertThat(text.line(number)).startsWith("line " + i);
            number +=
                    i % 500 == 0
                            ? (70_000 + 6 + Integer.toString(i).length()) / Piece.LONGEST + 1
                            : 1;
        }
        assertThat(text.lines()).isEqualTo(number);
    }

    @Test
    void aVeryLongLineIsDividedAndNothingOfItIsLost() {
        String smile = "😀";
        String line = "x".repeat(Piece.LONGEST - 1) + smile + "y".repeat(100_000);

        var text = LogText.EMPTY.plus(line + "\n");

        var all = new StringBuilder();
        for (int i = 0; i < text.lines(); i++) {
            assertThat(text.line(i).length()).isLessThanOrEqualTo(Piece.LONGEST + 1);
            all.append(text.line(i));
        }
        assertThat(all.toString()).isEqualTo(line);
    }

    @Test
    void coloursGoOnOverLinesAndPieces() {
        var text = LogText.EMPTY.plus("\u001b[31mred\nstill\n").plus("and\u001b[0m\nplain\n");

        assertThat(Pen.text(text.styled(1).stretches().getFirst().pen())).isEqualTo(2);
        assertThat(Pen.text(text.styled(2).stretches().getFirst().pen())).isEqualTo(2);
        assertThat(text.styled(3).stretches().getFirst().pen()).isEqualTo(Pen.USUAL);
    }

    @Test
    void itTakesNotMuchMoreThanTheText() {
        var text = LogText.EMPTY;
        String part =
                ("a line of a usual length, with a number in it: 123456" + "\n").repeat(10_000);

        for (int i = 0; i < 100; i++) {
            text = text.plus(part);
        }

        assertThat(text.lines()).isEqualTo(1_000_000);
        assertThat(text.sizeBytes()).isLessThan((long) (part.length() * 100 * 1.2));
    }
}
