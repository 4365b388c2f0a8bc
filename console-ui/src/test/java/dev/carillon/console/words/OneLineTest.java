package dev.carillon.console.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {
    @Test
    void lineBreaksAndTabsBecomeBlanks() {
        assertThat(OneLine.of("  failed:\r\n\tat a\u2028b\u0085c\n")).isEqualTo("failed: at a b c");
    }

    @Test
    void escapeCodesAreTakenOut() {
        assertThat(
                        OneLine.of(
                                "\u001b[31;1mred\u001b[0m \u001b]0;title\u0007after\u001b(B"
                                        + " \u001b]8;;x\u001b\\end\u0000\u0007"))
                .isEqualTo("red after end");
    }

    @Test
    void ofHalfAnEscapeCodeTheRestIsThere() {
        assertThat(OneLine.of("before \u001b[38;5;")).isEqualTo("before [38;5;");
    }

    @Test
    void marksOfDirectionAreTakenOutAndLettersStay() {
        assertThat(OneLine.of("\u202Eshalom \u05E9\u05DC\u05D5\u05DD\u2069 exit"))
                .isEqualTo("shalom \u05E9\u05DC\u05D5\u05DD exit");
    }

    @Test
    void aLongTextEndsWithAnEllipsis() {
        assertThat(OneLine.of("x".repeat(100_000))).hasSize(400).endsWith("x…");
        assertThat(OneLine.inTooltip("x".repeat(100_000))).hasSize(1_500).endsWith("x…");
        assertThat(OneLine.of("x".repeat(400))).hasSize(400).endsWith("x");
    }

    @Test
    void whatIsCutAfterBlanksSaysSo() {
        assertThat(OneLine.of("a" + " ".repeat(10_000) + "b")).isEqualTo("a…");
    }

    @Test
    void aCharacterOfTwoUnitsIsNotCutInHalf() {
        String cut = OneLine.of("\uD83D\uDD25".repeat(300), 10);

        assertThat(cut).isEqualTo("\uD83D\uDD25".repeat(4) + "…");
    }

    @Test
    void nothingIsEmpty() {
        assertThat(OneLine.of(null)).isEmpty();
    }
}
