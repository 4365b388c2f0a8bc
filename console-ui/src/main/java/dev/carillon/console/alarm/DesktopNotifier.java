package dev.carillon.console.alarm;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.console.words.Texts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Notifications by the program that the system has for them: `notify-send` on Linux, `osascript` on macOS. Titles and
/// texts are arguments of their own, never part of a command.
public final class DesktopNotifier implements Notifier {
    private static final Texts TEXTS = Texts.of(DesktopNotifier.class);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final String SCRIPT =
            "on run argv\ndisplay notification (item 2 of argv) with title (item 1 of argv)\nend run";

    private final String system;

    /// @param system as `os.name` says it
    public DesktopNotifier(String system) {
        this.system = system.toLowerCase(Locale.ROOT);
    }

    @Override
    public void tell(String title, String text) {
        var command = command(title, text);
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw unavailable(TEXTS.get("notifier.hangs", command.getFirst()), null);
            }
            if (process.exitValue() != 0) {
                throw unavailable(
                        TEXTS.get("notifier.ended", command.getFirst(), process.exitValue()), null);
            }
        } catch (IOException e) {
            throw unavailable(TEXTS.get("notifier.missing", command.getFirst()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(TEXTS.get("notifier.broken.off"), e);
        }
    }

    private List<String> command(String title, String text) {
        if (system.contains("linux")) {
            return List.of(
                    "notify-send", "--app-name=Carillon", "--icon=dialog-error", "--", title, text);
        }
        if (system.contains("mac")) {
            return List.of("osascript", "-e", SCRIPT, title, text);
        }
        throw unavailable(TEXTS.get("notifier.unknown"), null);
    }

    private static CarillonException unavailable(String why, @Nullable Throwable cause) {
        return new CarillonException(
                ErrorCode.UNAVAILABLE, TEXTS.get("notifier.unavailable", why), cause);
    }
}
