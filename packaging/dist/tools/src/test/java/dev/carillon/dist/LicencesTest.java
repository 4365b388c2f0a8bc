package dev.carillon.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class LicencesTest {
    @TempDir Path folder;
    private Path texts;
    private Path to;

    @BeforeEach
    void prepare() throws IOException {
        texts = Files.createDirectory(folder.resolve("texts"));
        to = Files.createDirectory(folder.resolve("to"));
        Files.writeString(texts.resolve("MIT.txt"), "text of MIT");
    }

    private Path bill(String component) throws IOException {
        return Files.writeString(
                folder.resolve("bom.xml"), "<bom><components>" + component + "</components></bom>");
    }

    private static String component(String group, String licence) {
        return "<component><group>%s</group><name>part</name><version>1</version><licenses><license>%s</license></licenses></component>"
                .formatted(group, licence);
    }

    @Test
    void tableAndTextsAreCollectedOnce() throws IOException {
        Path bill =
                bill(
                        component("z", "<id>MIT</id>")
                                + component("a", "<name>The MIT License</name>")
                                + component("a", "<name>The MIT License</name>")
                                + component("dev.carillon", "<id>Apache-2.0</id>"));

        new Licences(bill, texts, List.of()).collectTo(to);

        assertThat(Files.readAllLines(to.resolve("THIRD-PARTY.md")))
                .endsWith("| a:part | 1 | MIT |", "| z:part | 1 | MIT |")
                .noneMatch(line -> line.contains("dev.carillon"));
        assertThat(to.resolve("MIT.txt")).hasContent("text of MIT");
    }

    @Test
    void partWhoseLicenceHasNoTextIsRefused() throws IOException {
        Path bill = bill(component("a", "<id>Strange-1.0</id>"));

        assertThatThrownBy(() -> new Licences(bill, texts, List.of()).collectTo(to))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a:part has the licences [Strange-1.0]");
    }

    @Test
    void whatAJarBringsIsKept() throws IOException {
        Path jar = folder.resolve("part-1.jar");
        try (var zip =
                FileSystems.newFileSystem(
                        URI.create("jar:" + jar.toUri()), Map.of("create", "true"))) {
            Files.createDirectory(zip.getPath("/META-INF"));
            Files.writeString(zip.getPath("/META-INF/NOTICE.txt"), "notice");
            Files.writeString(zip.getPath("/META-INF/MANIFEST.MF"), "");
        }

        new Licences(bill(""), texts, List.of(jar)).collectTo(to);

        assertThat(to.resolve("part-1/NOTICE.txt")).hasContent("notice");
        assertThat(to.resolve("part-1")).isDirectoryNotContaining("glob:**MANIFEST*");
    }
}
