package dev.carillon.node;

import dev.carillon.api.JobDefinition;
import dev.carillon.node.ServerConfig.SqlConnection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/// The sample jobs of the source tree, set up to work in a demo's folder.
///
/// @param home the root of the source tree or of the installation
/// @param folder the demo's folder, absolute
record Samples(Path home, Path folder) {
    static Samples into(Path folder) {
        String home = System.getenv("CARILLON_HOME");
        if (home == null || !Files.isDirectory(Path.of(home, "samples", "jobs"))) {
            throw new WrongConfiguration(
                    "The samples were not found: start the demo by packaging/bin/carillon");
        }
        return new Samples(Path.of(home), folder.toAbsolutePath().normalize());
    }

    /// The database of its own that the SQL sample writes to.
    Map<String, SqlConnection> connections() {
        return Map.of(
                "reports",
                new SqlConnection("jdbc:h2:file:" + work().resolve("reports"), "sa", ""));
    }

    /// Copies the plugin jar and makes the folder the samples write to.
    void prepare(Path plugins) {
        try {
            Files.createDirectories(work());
            Files.createDirectories(plugins);
            Path jar = home.resolve("samples/plugin-job/target/access-log.jar");
            if (Files.exists(jar)) {
                Files.copy(
                        jar,
                        plugins.resolve("access-log.jar"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The samples cannot be set up in " + folder, e);
        }
    }

    /// @param url where the demo's node answers
    List<JobDefinition> definitions(Parts parts, String url) {
        try (var files = Files.list(home.resolve("samples/jobs"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .flatMap(file -> parts.parse(filledIn(file, url), file.toString()).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The samples in " + home + " cannot be read", e);
        }
    }

    private String filledIn(Path file, String url) {
        try {
            return Files.readString(file)
                    .replace("@SAMPLES@", home.resolve("samples/jobs").toString())
                    .replace("@DATA@", work().toString())
                    .replace("@HOME@", home.toString())
                    .replace("@TOKEN_FILE@", folder.resolve(ApiAddress.TOKEN_FILE).toString())
                    .replace("@URL@", url);
        } catch (IOException e) {
            throw new UncheckedIOException("The sample " + file + " cannot be read", e);
        }
    }

    private Path work() {
        return folder.resolve("work");
    }
}
