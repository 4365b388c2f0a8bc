package dev.carillon.console.start;

import dev.carillon.console.ConsoleApp;

import javafx.application.Application;

import java.util.Locale;
import java.util.Map;

/// Begins the console. Apart from [ConsoleApp], since JavaFX on the class path refuses a main class that is an
/// application.
public final class ConsoleMain {
    /// As of programs that cannot reach a service they need.
    static final int NO_DISPLAY = 69;

    private ConsoleMain() {}

    public static void main(String[] arguments) {
        if (!hasDisplay(System.getProperty("os.name"), System.getenv())) {
            System.err.println(
                    "carillon: the console needs a display, and neither DISPLAY nor WAYLAND_DISPLAY is set; start it"
                            + " in a desktop session, or use the other commands: carillon --help");
            System.exit(NO_DISPLAY);
        }
        Application.launch(ConsoleApp.class, arguments);
    }

    static boolean hasDisplay(String system, Map<String, String> environment) {
        return !system.toLowerCase(Locale.ROOT).contains("linux")
                || "Headless".equals(System.getProperty("glass.platform"))
                || !environment.getOrDefault("DISPLAY", "").isBlank()
                || !environment.getOrDefault("WAYLAND_DISPLAY", "").isBlank();
    }
}
