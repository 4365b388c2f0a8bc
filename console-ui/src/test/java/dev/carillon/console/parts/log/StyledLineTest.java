package dev.carillon.console.parts.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.console.parts.log.StyledLine.Stretch;

import org.junit.jupiter.api.Test;

class StyledLineTest {
    private static StyledLine line(String raw) {
        return StyledLine.of(raw, Pen.USUAL);
    }

    @Test
    void coloursOfTheSixteenBecomeStretches() {
        var line = line("ok \u001b[1;31mbad\u001b[0m end");

        assertThat(line.text()).isEqualTo("ok bad end");
        assertThat(line.stretches())
                .containsExactly(
                        new Stretch(0, 3, Pen.USUAL),
                        new Stretch(3, 6, Pen.withText(Pen.BOLD, 2)),
                        new Stretch(6, 10, Pen.USUAL));
    }

    @Test
    void coloursOfThe256AndExactOnesAreKept() {
        var line = line("\u001b[38;5;208ma\u001b[48;2;1;2;3mb");

        long orange = Pen.withText(Pen.USUAL, 209);
        assertThat(line.stretches())
                .containsExactly(
                        new Stretch(0, 1, orange),
                        new Stretch(1, 2, Pen.withBehind(orange, Pen.EXACT | 0x010203)));
    }

    @Test
    void theNextLineBeginsWithThePenThatWasNotPutDown() {
        var first = line("\u001b[32mgreen");

        var second = StyledLine.of("still", first.end());

        assertThat(Pen.text(second.stretches().getFirst().pen())).isEqualTo(3);
    }

    @Test
    void otherEscapesAndTitlesDisappear() {
        assertThat(line("a\u001b[2Kb\u001b]0;title\u0007c\u001b]8;;x\u001b\\d").text())
                .isEqualTo("abcd");
    }

    @Test
    void aBrokenEscapeAtTheEndHarmsNothing() {
        assertThat(line("a\u001b").text()).isEqualTo("a");
        assertThat(line("a\u001b[38;5").text()).isEqualTo("a");
        assertThat(line("a\u001b[38mb\u001b[38;2;1mc").text()).isEqualTo("abc");
    }

    @Test
    void aProgressBarShowsItsLastState() {
        assertThat(line("10 %\r50 %\rdone\r").text()).isEqualTo("done");
    }

    @Test
    void tabsGoToTheNextEighthColumn() {
        assertThat(line("a\tb").text()).isEqualTo("a       b");
    }

    @Test
    void charactersThatTurnTheDirectionAreShownAsDots() {
        assertThat(line("a\u202eb\u2066c\u0000").text()).isEqualTo("a·b·c·");
    }
}
