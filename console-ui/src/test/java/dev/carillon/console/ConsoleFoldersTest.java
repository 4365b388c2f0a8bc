package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.local.NodeFolder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;

class ConsoleFoldersTest {
    @TempDir Path home;

    @Test
    void theNodeOfThisComputerIsLookedForWhereItsCommandsKeepIt() {
        for (String data : new String[] {"", "data", home + "/data"}) {
            var environment = Map.of("XDG_DATA_HOME", data);

            assertThat(ConsoleFolders.of(environment, home).localNode())
                    .isEqualTo(NodeFolder.ofUser(environment, home).path());
        }
    }

    @Test
    void whatIsRememberedIsWhereTheDesktopKeepsItsConfiguration() {
        assertThat(ConsoleFolders.of(Map.of(), home).memory())
                .isEqualTo(home.resolve(".config/carillon/console.json"));
        assertThat(ConsoleFolders.of(Map.of("XDG_CONFIG_HOME", home + "/c"), home).memory())
                .isEqualTo(home.resolve("c/carillon/console.json"));
    }
}
