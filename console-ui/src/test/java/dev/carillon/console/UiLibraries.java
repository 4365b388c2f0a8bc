package dev.carillon.console;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Locale;

/// Whether this machine has the libraries that JavaFX draws text with, for `@EnabledIf`. Tests of views are left out
/// where they are missing, unless `-Dui.tests.required=true` makes that a failure.
public final class UiLibraries {
    private static final List<String> NEEDED = List.of("libfreetype.so.6", "libpangoft2-1.0.so.0");

    private UiLibraries() {}

    public static boolean areThere() {
        if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
            return true;
        }
        for (String library : NEEDED) {
            if (!isThere(library)) {
                String text =
                        "tests of views need "
                                + library
                                + "; on Debian: apt-get install --no-install-recommends libpangoft2-1.0-0";
                if (Boolean.getBoolean("ui.tests.required")) {
                    throw new AssertionError(text);
                }
                System.err.println(text);
                return false;
            }
        }
        return true;
    }

    private static boolean isThere(String library) {
        try (var arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup(library, arena);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
