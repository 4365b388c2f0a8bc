package dev.carillon.node;

import dev.carillon.api.Definitions;
import dev.carillon.api.JobDefinition;
import dev.carillon.engine.time.DueTimes;
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
                    "The samples were not found: start the demo by the program carillon, packaging/bin/carillon in a source tree");
        }
        return new Samples(harmless(Path.of(home)), harmless(folder.toAbsolutePath().normalize()));
    }

    // The paths are put into the text of the definitions, inside quotes.
    private static Path harmless(Path path) {
        if (path.toString().matches("(?s).*[\"'\\\\\\p{Cntrl}].*")) {
            throw new WrongConfiguration(
                    "The samples cannot work with a path that has quotes or a backslash: "
                            + PlainText.line(path.toString()));
        }
        return path;
    }

    /// The database of its own that the SQL sample writes to.
    Map<String, SqlConnection> connections() {
        return Map.of(
                "reports",
                new SqlConnection("jdbc:h2:file:" + work().resolve("reports"), "sa", ""));
    }

    /// The program that starts everything.
    Path launcher() {
        return inTree("packaging/bin/carillon", "bin/carillon");
    }

    /// Copies the plugin jar and makes the folder the samples write to.
    void prepare(Path plugins) {
        try {
            Files.createDirectories(work());
            Files.createDirectories(plugins);
            Path jar = inTree("samples/plugin-job/target/access-log.jar", "samples/access-log.jar");
            if (Files.exists(jar)) {
                Files.copy(
                        jar,
                        plugins.resolve("access-log.jar"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new WrongConfiguration(
                    "The samples cannot be set up in " + folder + ": " + DataFolder.reason(e));
        }
    }

    /// @param url where the demo's node answers
    List<JobDefinition> definitions(String url) {
        try (var files = Files.list(home.resolve("samples/jobs"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .flatMap(
                            file ->
                                    Definitions.parse(
                                            filledIn(file, url), file.toString(), DueTimes::check)
                                            .stream())
                    .toList();
        } catch (IOException e) {
            throw new WrongConfiguration(
                    "The samples in " + home + " cannot be read: " + DataFolder.reason(e));
        }
    }

    private String filledIn(Path file, String url) {
        try {
            return Files.readString(file)
                    .replace("@SAMPLES@", home.resolve("samples/jobs").toString())
                    .replace("@DATA@", work().toString())
                    .replace("@PROGRAM@", launcher().toString())
                    .replace("@TOKEN_FILE@", folder.resolve(ApiAddress.TOKEN_FILE).toString())
                    .replace("@URL@", url);
        } catch (IOException e) {
            throw new UncheckedIOException("The sample " + file + " cannot be read", e);
        }
    }

    // A source tree and an installation are laid out differently.
    private Path inTree(String source, String installed) {
        return home.resolve(Files.exists(home.resolve("pom.xml")) ? source : installed);
    }

    private Path work() {
        return folder.resolve("files");
    }
}
