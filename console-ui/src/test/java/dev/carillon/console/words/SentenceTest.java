package dev.carillon.console.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.ZoneId;

class SentenceTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    @Test
    void whatANodeSaysBeginsWithACapitalLetterUnlessItIsAName() {
        assertThat(Sentence.begin("no node answers")).isEqualTo("No node answers");
        assertThat(Sentence.begin("refused")).isEqualTo("Refused");
        assertThat(Sentence.begin("default/export is paused"))
                .isEqualTo("default/export is paused");
        assertThat(Sentence.begin("run-2 ended")).isEqualTo("run-2 ended");
        assertThat(Sentence.begin("Already so")).isEqualTo("Already so");
        assertThat(Sentence.begin(null)).isEmpty();
    }

    @Test
    void aConstantBecomesAWord() {
        assertThat(Sentence.of("CATCH_UP")).isEqualTo("Catch up");
        assertThat(Sentence.of("")).isEmpty();
    }

    @Test
    void aKeyBecomesWords() {
        assertThat(Sentence.ofKey("overtakenByDue")).isEqualTo("overtaken by due");
    }

    @Test
    void timesOfASentenceAreThoseOfTheReader() {
        assertThat(
                        Sentence.plain(
                                "queue mail starts 30 runs each PT1M; the next may start at"
                                        + " 2026-11-26T14:37:18.751354Z",
                                ZONE))
                .isEqualTo(
                        "queue mail starts 30 runs each 1 min; the next may start at"
                                + " 26 Nov 15:37:18");
    }

    @Test
    void manySecondsAreHoursAndFewStayAsTheyAre() {
        assertThat(Sentence.plain("is due in 21104.7 s, took 12.5 s", ZONE))
                .isEqualTo("is due in 5 h 51 min, took 12.5 s");
    }

    @Test
    void whatIsNoTimeStays() {
        String text = "GET http://127.0.0.1:9/ failed: PTA and 42 of 43 sensors";

        assertThat(Sentence.plain(text, ZONE)).isEqualTo(text);
    }
}
