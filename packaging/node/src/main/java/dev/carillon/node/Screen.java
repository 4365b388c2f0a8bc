package dev.carillon.node;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What output goes to, as the launcher found it: `CARILLON_TERMINAL` is "rows columns" of the
/// terminal, empty for a pipe or file.
record Screen(boolean terminal, boolean colours, int rows, int columns) {
    static Screen of(Map<String, String> environment) {
        String size = environment.getOrDefault("CARILLON_TERMINAL", "").strip();
        String noColour = environment.getOrDefault("NO_COLOR", "");
        boolean dumb = environment.getOrDefault("TERM", "").equals("dumb");
        return isSize(size) && !dumb
                ? new Screen(true, noColour.isEmpty(), 24, 80).sized(size)
                : new Screen(false, false, 24, 0);
    }

    /// The same terminal with the size it has now.
    Screen measured() {
        if (!terminal) {
            return this;
        }
        try {
            Process stty =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(new File("/dev/tty"))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try (var output = stty.getInputStream()) {
                String size = new String(output.readAllBytes(), StandardCharsets.US_ASCII).strip();
                return stty.waitFor(1, TimeUnit.SECONDS) && isSize(size) ? sized(size) : this;
            }
        } catch (IOException _) {
            // No stty or no terminal any more: the size stays what it was.
            return this;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return this;
        }
    }

    private static boolean isSize(String text) {
        return text.matches("\\d{1,4} \\d{1,4}");
    }

    private Screen sized(String size) {
        int space = size.indexOf(' ');
        int measuredRows = Integer.parseInt(size.substring(0, space));
        int measuredColumns = Integer.parseInt(size.substring(space + 1));
        // A terminal that does not know its size says 0 0.
        return new Screen(
                terminal,
                colours,
                measuredRows == 0 ? 24 : measuredRows,
                measuredColumns == 0 ? 80 : measuredColumns);
    }
}
