package dev.carillon.benchmark.job;

import dev.carillon.plugin.Job;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/// The benchmark's jobs as a plugin jar, and definitions that use them.
public final class PluginJar {
    private static final String NAME = "benchmark";
    private static final List<Class<? extends Job>> JOBS =
            List.of(
                    Barrier.class,
                    Counted.class,
                    Entries.class,
                    Executions.class,
                    Failing.class,
                    Nothing.class,
                    Punctual.class);

    private PluginJar() {}

    /// @param folder of the node's plugins
    public static void write(Path folder) throws IOException {
        Path jar = folder.resolve(NAME + ".jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Class<?> job : JOBS) {
                String entry = job.getName().replace('.', '/') + ".class";
                try (var in = job.getResourceAsStream("/" + entry)) {
                    if (in == null) {
                        throw new FileNotFoundException(entry);
                    }
                    out.putNextEntry(new JarEntry(entry));
                    in.transferTo(out);
                }
            }
        }
    }

    /// A job in YAML whose runs may overlap and are all kept, so that each can be verified.
    ///
    /// @param more further lines of the definition
    public static String definition(String name, Class<? extends Job> job, String more) {
        return """
        name: %s
        overlap: allow
        retention: {runs: 1000000, age: 1d}
        task: {java: {class: %s, jar: %s}}
        """
                        .formatted(name, job.getName(), NAME)
                + more;
    }
}
