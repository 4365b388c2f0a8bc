package dev.carillon.console;

import javafx.application.Application;

/// Begins the console. Apart from [ConsoleApp], since JavaFX on the class path refuses a main class that is an
/// application.
public final class ConsoleMain {
    private ConsoleMain() {}

    public static void main(String[] arguments) {
        Application.launch(ConsoleApp.class, arguments);
    }
}
