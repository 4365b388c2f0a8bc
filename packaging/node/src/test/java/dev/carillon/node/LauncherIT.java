package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// `bin/carillon` in a source tree of its own, in a folder whose name has spaces, with a `mvn` that
/// notes that it was called and puts the jars of this build in place.
@Isolated
class LauncherIT {
    @TempDir Path folder;
    private Path home;
    private Path launcher;

    @BeforeEach
    void copy() throws IOException {
        home = folder.resolve("a source tree");
        launcher = home.resolve("packaging/bin/carillon");
        for (String each :
                new String[] {
                    "packaging/bin",
                    "packaging/node/src/main/java",
                    "engine/core/src/main/java/x",
                    "cluster",
                    "samples/plugin-job/src/main/java",
                    "tools"
                }) {
            Files.createDirectories(home.resolve(each));
        }
        Files.copy(Launcher.ORIGINAL, launcher, StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(home.resolve("pom.xml"), "");
        Files.writeString(home.resolve("samples/pom.xml"), "");
        Files.writeString(home.resolve("engine/core/src/main/java/x/A.java"), "");
        executable(
                "mvn",
                """
                #!/bin/sh
                echo "mvn $*" >> "%1$s/called"
                echo "a line of the build"
                test ! -e "%1$s/broken" || exit 1
                mkdir -p packaging/node/target samples/plugin-job/target
                cp -R "%2$s/packaging/node/target/lib" packaging/node/target/lib
                cp "%2$s/packaging/node/target/carillon-node.jar" packaging/node/target/
                touch samples/plugin-job/target/access-log.jar
                """
                        .formatted(home, Launcher.HOME));
        // As on a machine whose default java is older.
        executable("java", "#!/bin/sh\necho 'this is an older java' >&2\nexit 99\n");
        backdate();
    }

    private void executable(String name, String script) throws IOException {
        Path file = Files.writeString(home.resolve("tools").resolve(name), script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    // Times of files are compared; what follows is newer for sure.
    private void backdate() throws IOException {
        try (var files = Files.walk(home)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
            }
        }
    }

    private Answer start(Path program, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        var builder = new ProcessBuilder(program.toString(), "--version");
        Launcher.sober(builder, folder);
        builder.environment()
                .merge("PATH", home.resolve("tools") + ":", (path, tools) -> tools + path);
        // To make the cache takes seconds, and most of these tests do not need it.
        builder.environment().put("CARILLON_AOT", "off");
        builder.environment().putAll(environment);
        Process process =
                builder.directory(folder.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
        return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Answer start() throws IOException, InterruptedException {
        return start(launcher, Map.of());
    }

    private long builds() throws IOException {
        Path called = home.resolve("called");
        return Files.exists(called)
                ? Files.readString(called, StandardCharsets.UTF_8).lines().count()
                : 0;
    }

    @Test
    void missingProgramIsBuiltOnceAndTheBuildIsNotOnStandardOutput()
            throws IOException, InterruptedException {
        Answer first = start();
        Answer second = start();

        assertThat(first)
                .isEqualTo(new Answer(0, "carillon " + NodeMain.VERSION + "\n", first.err()));
        assertThat(first.err()).contains("carillon: building in " + home, "a line of the build");
        assertThat(second.err()).isEmpty();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void changedAddedAndRemovedSourcesAreBuilt() throws IOException, InterruptedException {
        start();
        Path source = home.resolve("engine/core/src/main/java/x/A.java");

        Files.setLastModifiedTime(source, FileTime.from(Instant.parse("2100-01-01T00:00:00Z")));
        start();
        assertThat(builds()).isEqualTo(2);

        Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));
        start();
        assertThat(builds()).isEqualTo(2);

        Files.delete(source);
        Files.setLastModifiedTime(
                source.getParent(), FileTime.from(Instant.parse("2100-01-01T00:00:00Z")));
        start();
        assertThat(builds()).isEqualTo(3);
    }

    @Test
    void brokenBuildIsSaidAndTriedAgain() throws IOException, InterruptedException {
        Files.writeString(home.resolve("broken"), "");

        Answer broken = start();
        Files.delete(home.resolve("broken"));

        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.out()).isEmpty();
        assertThat(broken.err()).endsWith("carillon: the build failed, see above\n");
        assertThat(start().code()).isZero();
    }

    @Test
    void itIsFoundThroughALinkThatIsRelative() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.relativize(launcher));
        Path linkToLink = Files.createSymbolicLink(folder.resolve("second link"), link);

        assertThat(start(linkToLink, Map.of()).out()).startsWith("carillon ");
    }

    @Test
    void cacheThatIsBrokenIsDoneWithout() throws IOException, InterruptedException {
        start(launcher, Map.of("CARILLON_AOT", "on"));
        Path cache = home.resolve("packaging/node/target/carillon.aot");
        assertThat(cache).isNotEmptyFile();
        Files.write(cache, new byte[100]);

        assertThat(start()).isEqualTo(new Answer(0, "carillon " + NodeMain.VERSION + "\n", ""));
    }

    @Test
    void jobNeverBuilds() throws IOException, InterruptedException {
        start(launcher, Map.of("CARILLON_JOB", "default/x"));

        assertThat(builds()).isZero();
    }

    @Test
    void machineWithoutJava25IsToldWhatToInstall() throws IOException, InterruptedException {
        Answer answer =
                start(
                        launcher,
                        Map.of(
                                "JAVA25_HOME",
                                "/nowhere",
                                "CARILLON_JDK_FOLDERS",
                                home.resolve("tools").toString()));

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err()).contains("install a JDK 25 or set JAVA25_HOME");
    }
}
