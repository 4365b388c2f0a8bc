package dev.carillon.console.alarm;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;
import dev.carillon.console.words.Texts;

import org.junit.jupiter.api.Test;

class DesktopNotifierTest {
    private static final Texts TEXTS = Texts.of(DesktopNotifier.class);

    @Test
    void aSystemThatIsNotKnownIsToldInTheWordsOfThePackage() {
        var notifier = new DesktopNotifier("Plan 9");

        assertThatThrownBy(() -> notifier.tell("title", "text"))
                .isInstanceOf(CarillonException.class)
                .hasMessage(TEXTS.get("notifier.unavailable", TEXTS.get("notifier.unknown")));
    }
}
