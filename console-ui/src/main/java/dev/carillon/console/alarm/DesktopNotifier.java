package dev.carillon.console.alarm;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Notifications by the program that the system has for them: `notify-send` on Linux, `osascript` on macOS. Titles and
/// texts are arguments of their own, never part of a command.
public final class DesktopNotifier implements Notifier {
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
                throw unavailable(command.getFirst() + " did not end", null);
            }
            if (process.exitValue() != 0) {
                throw unavailable(
                        command.getFirst() + " ended with code " + process.exitValue(), null);
            }
        } catch (IOException e) {
            throw unavailable(command.getFirst() + " cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("it was broken off", e);
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
        throw unavailable("not known for this system", null);
    }

    private static CarillonException unavailable(String why, @Nullable Throwable cause) {
        return new CarillonException(
                ErrorCode.UNAVAILABLE, "this desktop shows no notification: " + why, cause);
    }
}
