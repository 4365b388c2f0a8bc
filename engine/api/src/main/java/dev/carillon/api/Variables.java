package dev.carillon.api;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Which names an environment variable of a job may have.
final class Variables {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");
    // A parameter of these names would change how a program is found or started.
    private static final Set<String> DANGEROUS =
            Set.of(
                    "LD_PRELOAD",
                    "LD_LIBRARY_PATH",
                    "PATH",
                    "JAVA_TOOL_OPTIONS",
                    "BASH_ENV",
                    "ENV",
                    "IFS");
    // What the command line reads; a job may point it at its own node.
    private static final Set<String> ALLOWED = Set.of("CARILLON_URL", "CARILLON_TOKEN_FILE");
    private static final Set<String> OWN = Set.of("RUN_ID", "ATTEMPT", "EPOCH");

    private Variables() {}

    /// Tells when a name cannot be one.
    static void check(Section section, String key, String name) {
        if (!VARIABLE.matcher(name).matches()) {
            section.refuse(
                    key,
                    "\""
                            + Characters.shown(name)
                            + "\" must be letters, digits and _, and not begin with a digit");
        } else if (isOwn(name.toUpperCase(Locale.ROOT))) {
            section.refuse(
                    key,
                    "\""
                            + Characters.shown(name)
                            + "\" is set by Carillon itself; choose another name");
        }
    }

    /// Tells when a name cannot be that of a value which whoever starts a run may choose.
    static void checkParameter(Section section, String key, String name) {
        check(section, key, name);
        String upper = name.toUpperCase(Locale.ROOT);
        if (DANGEROUS.contains(upper)
                || upper.startsWith("LD_") && VARIABLE.matcher(name).matches()) {
            section.refuse(
                    key,
                    "\""
                            + Characters.shown(name)
                            + "\" would change how programs are started; choose another name");
        }
    }

    private static boolean isOwn(String upper) {
        return OWN.contains(upper) || upper.startsWith("CARILLON_") && !ALLOWED.contains(upper);
    }
}
