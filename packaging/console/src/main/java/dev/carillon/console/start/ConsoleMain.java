package dev.carillon.console.start;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.console.ConsoleApp;
import dev.carillon.console.ConsoleArguments;

import javafx.application.Application;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Begins the console. Apart from [ConsoleApp], since JavaFX on the class path refuses a main class that is an
/// application.
public final class ConsoleMain {
    /// As of programs that cannot reach a service they need.
    static final int NO_DISPLAY = 69;

    /// As the other commands: the command is wrong, and there is no such node.
    static final int USAGE = 2;

    static final int NOT_FOUND = 3;

    private ConsoleMain() {}

    public static void main(String[] words) {
        try {
            int code = start(ConsoleArguments.of(List.of(words)), words);
            System.exit(code);
        } catch (CarillonException e) {
            System.err.println("carillon: " + e.getMessage());
            System.exit(e.code() == ErrorCode.NOT_FOUND ? NOT_FOUND : USAGE);
        }
    }

    private static int start(ConsoleArguments arguments, String[] words) {
        if (!hasDisplay(System.getProperty("os.name"), System.getenv())) {
            System.err.println(
                    "carillon: the console needs a display, and neither DISPLAY nor WAYLAND_DISPLAY is set; start it"
                            + " in a desktop session, or use the other commands: carillon --help");
            return NO_DISPLAY;
        }
        if (!arguments.check()) {
            // A folder without a node, or no such file, is told here, not in a window that cannot
            // open.
            var _ = arguments.profile();
            var _ = arguments.text();
            Application.launch(ConsoleApp.class, words);
        }
        return 0;
    }

    static boolean hasDisplay(String system, Map<String, String> environment) {
        return !system.toLowerCase(Locale.ROOT).contains("linux")
                || "Headless".equals(System.getProperty("glass.platform"))
                || !environment.getOrDefault("DISPLAY", "").isBlank()
                || !environment.getOrDefault("WAYLAND_DISPLAY", "").isBlank();
    }
}
