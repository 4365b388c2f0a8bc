package dev.carillon.console.frame;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.geometry.Rectangle2D;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class WindowBoundsTest {
    private static final Rectangle2D FIRST = new Rectangle2D(0, 30, 1920, 1050);
    private static final Rectangle2D LEFT = new Rectangle2D(-1280, 0, 1280, 1024);

    @Test
    void aWindowStaysWhereItCanBeReached() {
        for (String text : List.of("100.0,50.0,1360.0,860.0", "-1200.0,0.0,900.0,600.0")) {
            var bounds = WindowBounds.read(text).orElseThrow();

            assertThat(bounds.onto(List.of(FIRST, LEFT))).isEqualTo(bounds);
            assertThat(bounds).hasToString(text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1200,0,900,600",
                "2500,100,1360,860",
                "-32000,-32000,1360,860",
                "100,-500,1360,860",
                "100,1075,1360,860",
                "1850,100,1360,860"
            })
    void aWindowWhoseScreenIsGoneComesToTheFirst(String text) {
        var bounds = WindowBounds.read(text).orElseThrow().onto(List.of(FIRST));

        assertThat(FIRST.contains(bounds.x(), bounds.y(), bounds.width(), bounds.height()))
                .isTrue();
        assertThat(bounds.x() + bounds.width() / 2).isEqualTo(960);
    }

    @Test
    void oneThatIsTooLargeForTheFirstScreenBecomesAsLargeAsThat() {
        assertThat(new WindowBounds(9000, 0, 3840, 2160).onto(List.of(FIRST)))
                .isEqualTo(new WindowBounds(0, 30, 1920, 1050));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1,2,3", "NaN,NaN,900,600", "a,b,c,d"})
    void whatIsNoPlaceIsNone(String text) {
        assertThat(WindowBounds.read(text)).isEmpty();
    }
}
