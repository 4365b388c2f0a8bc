package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ConsoleArgumentsTest {
    @TempDir Path folder;

    @Test
    void withoutWordsNoNodeIsOpened() {
        assertThat(ConsoleArguments.of(List.of()).profile()).isEmpty();
        assertThat(ConsoleArguments.of(List.of("--check")).check()).isTrue();
    }

    @Test
    void theNodeOfAFolderIsOpenedWithItsToken() throws IOException {
        Files.writeString(folder.resolve("api.address"), "http://127.0.0.1:7180\n");
        Files.writeString(folder.resolve("admin.token"), "secret\n");

        var profile =
                ConsoleArguments.of(List.of("--node", folder.toString())).profile().orElseThrow();

        assertThat(profile.name()).isEqualTo(folder.getFileName().toString());
        assertThat(profile.address()).hasPort(7180);
        assertThat(profile.token()).isEqualTo("secret");
    }

    @Test
    void aFolderWithoutANodeIsSaidWithWhatToDo() {
        assertThatThrownBy(
                        () -> ConsoleArguments.of(List.of("--node", folder.toString())).profile())
                .isInstanceOfSatisfying(
                        CarillonException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
                .hasMessageContaining("no node works in " + folder)
                .hasMessageContaining("or start the console without --node");
    }

    @Test
    void aFileIsReadForTheEditor() throws IOException {
        Path file = Files.writeString(folder.resolve("a.carillon.yaml"), "name: a\n");

        var arguments = ConsoleArguments.of(List.of(file.toString(), "--check"));

        assertThat(arguments.text()).contains("name: a\n");
        assertThat(arguments.profile()).isEmpty();
        assertThat(ConsoleArguments.of(List.of()).text()).isEmpty();
    }

    @Test
    void aFileThatIsNotThereOrNoJobIsSaid() throws IOException {
        Path missing = folder.resolve("missing.carillon.yaml");
        assertThatThrownBy(() -> ConsoleArguments.of(List.of(missing.toString())).text())
                .isInstanceOfSatisfying(
                        CarillonException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
                .hasMessageContaining(missing.toString());

        Path large = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> ConsoleArguments.of(List.of(large.toString())).text())
                .hasMessageContaining("over 1 MiB");
    }

    @Test
    void unknownAndMissingWordsAreSaidWithTheUsage() {
        for (var words :
                List.of(List.of("--nod"), List.of("--node"), List.of("a.yaml", "b.yaml"))) {
            assertThatThrownBy(() -> ConsoleArguments.of(words))
                    .isInstanceOf(CarillonException.class)
                    .hasMessageContaining("usage: carillon console");
        }
    }
}
