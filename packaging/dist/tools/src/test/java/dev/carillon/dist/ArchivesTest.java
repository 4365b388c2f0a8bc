package dev.carillon.dist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

class ArchivesTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:06Z");

    @TempDir Path folder;

    // Made in another order, at another time, by another hand.
    private Path tree(String place, String... files) throws IOException {
        Path tree = folder.resolve(place).resolve("carillon-1");
        for (String file : files) {
            Files.createDirectories(tree.resolve(file).getParent());
            Files.writeString(tree.resolve(file), "content of " + file);
        }
        Trees.executable(tree.resolve("bin/run"));
        Trees.setTimes(tree, TIME);
        return tree;
    }

    @Test
    void sameFilesMakeTheSameArchives() throws IOException, InterruptedException {
        Path one = tree("one", "bin/run", "lib/a.jar", "lib/b.jar");
        Path other = tree("other", "lib/b.jar", "lib/a.jar", "bin/run");

        Archives.tarGz(one, folder.resolve("one.tar.gz"));
        Archives.tarGz(other, folder.resolve("other.tar.gz"));
        Archives.zip(one, folder.resolve("one.zip"));
        Archives.zip(other, folder.resolve("other.zip"));

        assertThat(folder.resolve("one.tar.gz"))
                .hasSameBinaryContentAs(folder.resolve("other.tar.gz"));
        assertThat(folder.resolve("one.zip")).hasSameBinaryContentAs(folder.resolve("other.zip"));
    }

    @Test
    void programsStayExecutable() throws IOException, InterruptedException {
        Path tree = tree("one", "bin/run", "lib/a.jar");
        Archives.zip(tree, folder.resolve("one.zip"));

        int code =
                new ProcessBuilder(
                                "unzip",
                                "-q",
                                folder.resolve("one.zip").toString(),
                                "-d",
                                folder.resolve("unpacked").toString())
                        .inheritIO()
                        .start()
                        .waitFor();

        assertThat(code).isZero();
        assertThat(folder.resolve("unpacked/carillon-1/bin/run")).isExecutable();
        assertThat(Files.isExecutable(folder.resolve("unpacked/carillon-1/lib/a.jar"))).isFalse();
    }
}
