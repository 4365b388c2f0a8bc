package dev.carillon.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What tests of `bin/carillon` share.
final class Launcher {
    /// The root of the source tree; tests run in the folder of their module.
    static final Path HOME = Path.of("../..").toAbsolutePath().normalize();

    static final Path ORIGINAL = HOME.resolve("packaging/bin/carillon");

    private Launcher() {}

    /// An environment as on a machine that knows nothing of Carillon: an empty home, and only the JDK
    /// of these tests.
    static void sober(ProcessBuilder builder, Path folder) throws IOException {
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("CARILLON_"));
        environment.put("HOME", Files.createDirectories(folder.resolve("empty home")).toString());
        environment.put("JAVA25_HOME", System.getProperty("java.home"));
        environment.remove("JAVA_HOME");
    }
}
