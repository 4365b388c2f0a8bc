package dev.carillon.dist.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What is downloaded and unpacked, and what every package has.
class ArchivesIT {
    private static final long MEGABYTE = 1_000_000;

    @TempDir Path folder;

    private Path unpack(Path target, String end) throws IOException, InterruptedException {
        Path archive = Packages.of(target, end);
        if (end.equals(".zip")) {
            Started.run("unzip", "-q", archive.toString(), "-d", folder.toString()).orFail();
        } else {
            Started.run("tar", "-xf", archive.toString(), "-C", folder.toString()).orFail();
        }
        try (var files = Files.list(folder)) {
            return files.filter(each -> each.getFileName().toString().startsWith("carillon-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Map<String, String> machineWith(String jdk) {
        return Map.of("JAVA25_HOME", jdk, "JAVA_HOME", "", "CARILLON_JDK_FOLDERS", "");
    }

    private void runsAJob(Path home, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path data = folder.resolve("data");
        Path config = folder.resolve("node.yaml");
        Files.writeString(config, "data: {folder: " + data + "}\napi: {port: 0}\n");
        Path job = folder.resolve("job.yaml");
        Files.writeString(job, "name: hello\ntask: {shell: {command: [echo, hello]}}\n");
        String carillon = home.resolve("bin/carillon").toString();
        var node =
                Started.of(List.of(carillon, "server", "--config", config.toString()), environment);
        await().atMost(60, TimeUnit.SECONDS)
                .until(
                        () ->
                                Files.exists(data.resolve("api.address"))
                                        || !node.process().isAlive());
        String url = Files.readString(data.resolve("api.address")).strip();
        for (var command :
                List.of(List.of("apply", job.toString()), List.of("run", "hello", "--wait"))) {
            var words = new java.util.ArrayList<>(List.of(carillon));
            words.addAll(command);
            words.addAll(
                    List.of("--url", url, "--token-file", data.resolve("admin.token").toString()));
            Started.of(words, environment).await().orFail();
        }
        assertThat(node.stop().code()).isZero();
    }

    @Test
    void zipOfTheServerRunsOnAPlainJdk() throws IOException, InterruptedException {
        Path home = unpack(Packages.SERVER, ".zip");

        assertThat(home.resolve("runtime")).doesNotExist();
        runsAJob(home, machineWith(System.getProperty("java.home")));
    }

    @Test
    void imageOfTheServerRunsWithoutAnyJava() throws IOException, InterruptedException {
        Path home = unpack(Packages.SERVER, ".tar.gz");

        runsAJob(home, machineWith(""));
    }

    @Test
    void zipWithoutAJdkSaysWhatToInstall() throws IOException, InterruptedException {
        Path home = unpack(Packages.SERVER, ".zip");

        var said =
                Started.of(List.of(home.resolve("bin/carillon").toString()), machineWith(""))
                        .await();

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).contains("install a JDK 25 or set JAVA25_HOME");
    }

    @Test
    void demoHasItsSamples() throws IOException, InterruptedException {
        Path home = unpack(Packages.SERVER, ".tar.gz");

        var said =
                Started.of(
                                List.of(
                                        home.resolve("bin/carillon").toString(),
                                        "demo",
                                        "--for",
                                        "5s",
                                        "--port",
                                        "0",
                                        "--folder",
                                        folder.resolve("demo").toString()),
                                machineWith(""))
                        .await();

        assertThat(said.out()).contains("Carillon demo, API at ");
        assertThat(folder.resolve("demo/plugins/access-log.jar")).exists();
        assertThat(said.code()).as("%s%n%s", said.out(), said.err()).isZero();
    }

    @Test
    void packagesAreSmall() throws IOException {
        assertThat(Packages.of(Packages.SERVER))
                .hasSize(4)
                .allSatisfy(file -> assertThat(Files.size(file)).isLessThan(60 * MEGABYTE));
        assertThat(Packages.of(Packages.CONSOLE))
                .hasSize(4)
                .allSatisfy(file -> assertThat(Files.size(file)).isLessThan(50 * MEGABYTE));
    }

    @Test
    void checksumsAreRight() throws IOException, InterruptedException {
        for (Path target : List.of(Packages.SERVER, Packages.CONSOLE)) {
            try (var files = Files.list(target)) {
                Path sums =
                        files.filter(file -> file.toString().endsWith(".sha256"))
                                .findFirst()
                                .orElseThrow();
                assertThat(Files.readAllLines(sums)).hasSize(4);
                Started.of(
                                List.of(
                                        "sh",
                                        "-c",
                                        "cd \"$0\" && sha256sum -c --strict \"$1\"",
                                        target.toString(),
                                        sums.toString()),
                                Map.of())
                        .await()
                        .orFail();
            }
        }
    }

    @Test
    void partsAndTheirLicencesAreTold() throws IOException, InterruptedException {
        Path home = unpack(Packages.SERVER, ".zip");

        assertThat(home.resolve("sbom.cdx.json"))
                .content()
                .contains("\"CycloneDX\"", "pkg:maven/com.h2database/h2@");
        assertThat(home.resolve("licences/THIRD-PARTY.md"))
                .content()
                .contains("| com.h2database:h2 | ", "| org.jgroups:jgroups | ");
        assertThat(home.resolve("licences/Apache-2.0.txt")).isNotEmptyFile();
    }
}
