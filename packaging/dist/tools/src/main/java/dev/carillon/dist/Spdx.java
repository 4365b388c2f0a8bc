package dev.carillon.dist;

/// Names of licences as poms write them, in the words of SPDX.
final class Spdx {
    private Spdx() {}

    /// @return the identifier, or the name itself where it is not known
    static String of(String name) {
        return switch (name) {
            case "MPL 2.0" -> "MPL-2.0";
            case "EPL 1.0" -> "EPL-1.0";
            case "Eclipse Distribution License - v 1.0" -> "BSD-3-Clause";
            case "The BSD 2-Clause License" -> "BSD-2-Clause";
            case "The MIT License" -> "MIT";
            case "Apache License 2.0" -> "Apache-2.0";
            case "GPLv2+CE", "GPLv2 with the Classpath Exception" ->
                    "GPL-2.0-with-classpath-exception";
            // Its text is that of MIT.
            case "Bouncy Castle Licence" -> "MIT";
            default -> name;
        };
    }
}
