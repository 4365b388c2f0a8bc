package dev.carillon.node;

import org.jspecify.annotations.Nullable;

import java.io.Console;
import java.util.Locale;
import java.util.Optional;

/// The person at the terminal.
record Terminal(Console console) {
    /// Empty unless both input and output are a terminal.
    static Optional<Terminal> ofThisProcess() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).map(Terminal::new);
    }

    /// Asks, and waits for the answer.
    boolean agrees(String question) {
        return isYes(console.readLine("%s [y/N] ", question));
    }

    /// @param answer null when the input ended
    static boolean isYes(@Nullable String answer) {
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
}
