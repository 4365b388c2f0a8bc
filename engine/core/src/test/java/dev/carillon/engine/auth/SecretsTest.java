package dev.carillon.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.engine.run.SealedText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;

class SecretsTest {
    private final Secrets secrets = new Secrets("one");

    @Test
    void whatIsSealedIsOpenedAgainAndShownToNobody() {
        String sealed = secrets.seal("hünter2");
        var found = new ArrayList<String>();

        assertThat(sealed).doesNotContain("hünter2");
        assertThat(secrets.seal("hünter2")).isNotEqualTo(sealed);
        assertThat(secrets.open("user:" + sealed + "@host", found)).isEqualTo("user:hünter2@host");
        assertThat(found).containsExactly("hünter2");
        assertThat(SealedText.masked(Map.of("p", "user:" + sealed)))
                .isEqualTo(Map.of("p", "user:••••"));
    }

    @Test
    void sealingTwiceIsSealingOnce() {
        String sealed = secrets.seal("hunter2");

        assertThat(secrets.seal(sealed)).isEqualTo(sealed);
    }

    @Test
    void whatLooksSealedAndIsNotStaysText() {
        String foreign = new Secrets("two").seal("hunter2");
        var found = new ArrayList<String>();

        assertThat(secrets.open(foreign, found)).isEqualTo(foreign);
        assertThat(secrets.seal(foreign)).isNotEqualTo(foreign);
        assertThat(found).isEmpty();
    }

    @Test
    void theNewestKeySealsAndTheOnesBeforeItOpen() {
        var both = new Secrets("two\none");
        String before = secrets.seal("hunter2");
        var found = new ArrayList<String>();

        assertThat(both.open(before, found)).isEqualTo("hunter2");
        assertThat(both.seal(before)).isEqualTo(before);
        assertThat(new Secrets("two").open(both.seal("hunter3"), found)).isEqualTo("hunter3");
        assertThat(found).containsExactly("hunter2", "hunter3");
    }

    @Test
    void theKeyIsInAFileThatOnlyItsOwnerReads(@TempDir Path folder) throws Exception {
        String sealed = Secrets.inFolder(folder).seal("hunter2");

        assertThat(Secrets.inFolder(folder).open(sealed, new ArrayList<>())).isEqualTo("hunter2");
        assertThat(Files.getPosixFilePermissions(folder.resolve("secret.key")))
                .allMatch(permission -> permission.name().startsWith("OWNER"));
    }
}
