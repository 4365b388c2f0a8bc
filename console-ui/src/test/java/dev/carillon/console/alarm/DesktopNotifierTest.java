package dev.carillon.console.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;
import dev.carillon.console.words.Texts;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

class DesktopNotifierTest {
    private static final Texts TEXTS = Texts.of(DesktopNotifier.class);

    @Test
    void aSystemThatIsNotKnownIsToldInTheWordsOfThePackage() {
        var notifier = new DesktopNotifier("Plan 9");

        assertThatThrownBy(() -> notifier.tell("title", "text"))
                .isInstanceOf(CarillonException.class)
                .hasMessage(TEXTS.get("notifier.unavailable", TEXTS.get("notifier.unknown")));
    }

    @Test
    void onNoSystemWhatIsToldIsPartOfACommand() {
        String hostile = "$(calc) '; & \"`";

        for (String system : List.of("Linux", "Mac OS X")) {
            var command = new DesktopNotifier(system).notification("a title", hostile).command();
            assertThat(command).contains("a title", hostile);
        }
        var windows = new DesktopNotifier("Windows 11").notification("a title", hostile);
        assertThat(windows.command()).noneMatch(each -> each.contains("calc"));
        assertThat(windows.environment())
                .containsEntry("CARILLON_TITLE", "a title")
                .containsEntry("CARILLON_TEXT", hostile);
        String script =
                new String(
                        Base64.getDecoder().decode(windows.command().getLast()),
                        StandardCharsets.UTF_16LE);
        assertThat(script)
                .contains("$env:CARILLON_TITLE", "$env:CARILLON_TEXT", "'{1AC14E77-02E7-4E5D-B744")
                .contains("}\\WindowsPowerShell\\v1.0\\powershell.exe'")
                .doesNotContain("calc");
    }
}
