package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The program as it was at an earlier commit, until there is a release to upgrade from. It is taken out of the history
/// and built below `target`, which takes some minutes the first time.
final class EarlierBuild {
    /// Before the migrations V0014 and V0015, which came since; from the history of the main branch.
    static final String COMMIT = "5ed2d3055aa70e09cbadefd71bf1f8b60c448922";

    /// Of its embedded database.
    static final String SCHEMA = "0013";

    /// What it says of the database that this version has worked on.
    static final String REFUSED_WITH = "the schema of the database is of a newer Carillon";

    /// How it ends then. Later ones end with 78, which RollingUpgradeIT holds.
    static final int REFUSED = Exit.UNREACHABLE;

    private static final long BUILD_MINUTES = 30;

    private EarlierBuild() {}

    /// @return its class path
    static String classPath() throws IOException, InterruptedException {
        Path home = Path.of("target", "earlier-" + COMMIT.substring(0, 12)).toAbsolutePath();
        Path built = home.resolve("built");
        if (!Files.exists(built)) {
            takeOut(home);
            build(home);
            Files.createFile(built);
        }
        Path target = home.resolve("packaging/node/target");
        return target.resolve("lib/*") + ":" + target.resolve("carillon-node.jar");
    }

    private static void takeOut(Path home) throws IOException, InterruptedException {
        Files.createDirectories(home);
        Path archive = home.resolveSibling(home.getFileName() + ".tar");
        // A clone without history has no such commit: git fetch --unshallow.
        run(
                Launcher.HOME,
                List.of("git", "archive", "--format=tar", "--output=" + archive, COMMIT));
        run(home, List.of("tar", "-xf", archive.toString()));
        Files.delete(archive);
    }

    private static void build(Path home) throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of("mvn", "-B", "-ntp", "-q", "-Dmaven.test.skip=true"));
        words.addAll(List.of("package", "-pl", "packaging/node", "-am"));
        // Such as -o.
        String more = System.getProperty("upgrade.options", "");
        if (!more.isBlank()) {
            words.addAll(List.of(more.split(" ", -1)));
        }
        run(home, words);
    }

    private static void run(Path folder, List<String> command)
            throws IOException, InterruptedException {
        Path said = folder.resolve("command.log");
        var process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.to(said.toFile()))
                        .start();
        boolean ended = process.waitFor(BUILD_MINUTES, TimeUnit.MINUTES);
        process.destroyForcibly().waitFor();
        assertThat(ended && process.exitValue() == 0)
                .as("%s: %s", String.join(" ", command), Files.readString(said))
                .isTrue();
        Files.delete(said);
    }
}
