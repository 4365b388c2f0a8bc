package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.RunState;
import dev.carillon.console.frame.Place;
import dev.carillon.console.parts.log.LogView;

import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.Test;

class CompareScreenTest extends ScreenTest {
    private static String log(String time, boolean fails) {
        var log = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            log.append(
                    "2026-11-26 %s:%02d INFO  exported table orders_%02d\n".formatted(time, i, i));
            if (fails && i == 30) {
                log.append(
                        "2026-11-26 %s:30 \u001b[31mERROR connection refused\u001b[0m\n"
                                .formatted(time));
            }
        }
        return log.toString();
    }

    @Test
    void whenOnlyTheBeginningsOfLongLogsAreTheSameItIsSaid() {
        var good = fake().add("nightly-export", RunState.SUCCEEDED);
        var bad = fake().add("nightly-export", RunState.FAILED);
        fake().setLog(good.id(), "line\n".repeat(50_000) + "done\n");
        fake().setLog(bad.id(), "line\n".repeat(50_000) + "refused\n");

        open(new Place.Compare(good.id(), bad.id()));

        until(
                "how much was compared",
                () ->
                        lookup("#compare-difference")
                                .<Label>query()
                                .getText()
                                .startsWith("The first 50,000 lines of the logs are the same"));
    }

    @Test
    void theLogsOfTwoRunsAreBesideEachOtherAtTheFirstDifference() throws Exception {
        var good = fake().add("nightly-export", RunState.SUCCEEDED);
        var bad = fake().add("nightly-export", RunState.FAILED);
        fake().setLog(good.id(), log("02:00", false));
        fake().setLog(bad.id(), log("03:17", true));

        open(new Place.Compare(good.id(), bad.id()));

        until(
                "the difference",
                () ->
                        lookup("#compare-difference")
                                .<Label>query()
                                .getText()
                                .equals("The logs part at line 32 on the left, 32 on the right"));
        until("both at it", () -> lookup("#compare-right").<LogView>query().currentLine() == 31);
        assertThat(lookup("#compare-left").<LogView>query().currentLine()).isEqualTo(31);
        draw("compare");
        push(KeyCode.S);
        until("other sides", () -> new Place.Compare(bad.id(), good.id()).equals(here()));
    }
}
