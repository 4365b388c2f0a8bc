package dev.carillon.console.alarm;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.console.words.Texts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Notifications by the program that the system has for them: `notify-send` on Linux, `osascript` on macOS, PowerShell's
/// way to the notifications of Windows. Titles and texts are arguments or variables of their own, never part of a command.
public final class DesktopNotifier implements Notifier {
    private static final Texts TEXTS = Texts.of(DesktopNotifier.class);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final String SCRIPT =
            "on run argv\ndisplay notification (item 2 of argv) with title (item 1 of argv)\nend run";

    private static final String TITLE = "CARILLON_TITLE";
    private static final String TEXT = "CARILLON_TEXT";

    // Windows shows notifications of applications that it knows, as PowerShell on every desktop.
    private static final String TOAST =
            """
            $ErrorActionPreference = 'Stop'
            [void][Windows.UI.Notifications.ToastNotificationManager,Windows.UI.Notifications,ContentType=WindowsRuntime]
            $manager = [Windows.UI.Notifications.ToastNotificationManager]
            $xml = $manager::GetTemplateContent([Windows.UI.Notifications.ToastTemplateType]::ToastText02)
            $texts = $xml.GetElementsByTagName('text')
            [void]$texts.Item(0).AppendChild($xml.CreateTextNode($env:%s))
            [void]$texts.Item(1).AppendChild($xml.CreateTextNode($env:%s))
            $app = '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe'
            $manager::CreateToastNotifier($app).Show([Windows.UI.Notifications.ToastNotification]::new($xml))
            """
                    .formatted(TITLE, TEXT);

    private final String system;

    /// @param system as `os.name` says it
    public DesktopNotifier(String system) {
        this.system = system.toLowerCase(Locale.ROOT);
    }

    @Override
    public void tell(String title, String text) {
        var builder = notification(title, text);
        var command = builder.command();
        try {
            var process =
                    builder.redirectErrorStream(true)
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

    ProcessBuilder notification(String title, String text) {
        if (system.contains("linux")) {
            return new ProcessBuilder(
                    "notify-send", "--app-name=Carillon", "--icon=dialog-error", "--", title, text);
        }
        if (system.contains("mac")) {
            return new ProcessBuilder("osascript", "-e", SCRIPT, title, text);
        }
        if (system.contains("windows")) {
            var builder =
                    new ProcessBuilder(
                            "powershell.exe",
                            "-NoProfile",
                            "-NonInteractive",
                            "-WindowStyle",
                            "Hidden",
                            "-EncodedCommand",
                            Base64.getEncoder()
                                    .encodeToString(TOAST.getBytes(StandardCharsets.UTF_16LE)));
            builder.environment().put(TITLE, title);
            builder.environment().put(TEXT, text);
            return builder;
        }
        throw unavailable(TEXTS.get("notifier.unknown"), null);
    }

    private static CarillonException unavailable(String why, @Nullable Throwable cause) {
        return new CarillonException(
                ErrorCode.UNAVAILABLE, TEXTS.get("notifier.unavailable", why), cause);
    }
}
