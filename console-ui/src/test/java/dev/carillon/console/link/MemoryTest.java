package dev.carillon.console.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;
import dev.carillon.console.words.Texts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class MemoryTest {
    private static final Texts TEXTS = Texts.of(Memory.class);

    @TempDir Path folder;

    @Test
    void aFileThatCannotBeReadIsToldInTheWordsOfThePackage() throws IOException {
        var file = Files.writeString(folder.resolve("memory.json"), "no JSON");

        assertThatThrownBy(() -> Memory.of(file))
                .isInstanceOf(CarillonException.class)
                .hasMessage(TEXTS.get("memory.unreadable", file));
    }

    @Test
    void whatCannotBeWrittenIsToldAndKnownUntilTheEnd() throws IOException {
        var memory =
                Memory.of(Files.writeString(folder.resolve("file"), "").resolve("memory.json"));

        assertThatThrownBy(() -> memory.remember("a", "1"))
                .isInstanceOf(CarillonException.class)
                .hasMessageStartingWith(
                        TEXTS.get("memory.unwritable", folder.resolve("file/memory.json"), ""));
        assertThat(memory.recall("a")).contains("1");
    }
}
