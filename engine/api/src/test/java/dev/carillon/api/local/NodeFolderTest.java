package dev.carillon.api.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

class NodeFolderTest {
    @TempDir Path folder;

    private NodeFolder ofUser(String named) {
        return NodeFolder.ofUser(Map.of("XDG_DATA_HOME", named), folder);
    }

    private NodeFolder heldBy(long process, Instant written) throws IOException {
        var file = folder.resolve("carillon.pid");
        Files.writeString(file, process + "\n");
        Files.setLastModifiedTime(file, FileTime.from(written));
        return new NodeFolder(folder);
    }

    private static Instant began() {
        return ProcessHandle.current().info().startInstant().orElseThrow();
    }

    @Test
    void theFolderOfAUserIsWhereTheDesktopHasItsData() {
        var usual = folder.resolve(".local/share/carillon");

        assertThat(NodeFolder.ofUser(Map.of(), folder).path()).isEqualTo(usual);
        assertThat(ofUser(" ").path()).isEqualTo(usual);
        assertThat(ofUser("data").path()).isEqualTo(usual);
        assertThat(ofUser(folder + "/data").path()).isEqualTo(folder.resolve("data/carillon"));
    }

    @Test
    void theFolderThatAnEarlierNodeMadeIsFoundUntilThereIsOneWhereItBelongs() throws IOException {
        var usual = Files.createDirectories(folder.resolve(".local/share/carillon"));

        assertThat(ofUser(folder + "/data").path()).isEqualTo(usual);
        var wanted = Files.createDirectories(folder.resolve("data/carillon"));
        assertThat(ofUser(folder + "/data").path()).isEqualTo(wanted);
    }

    @Test
    void itIsMadeForItsOwnerAlone() throws IOException {
        var made = new NodeFolder(folder.resolve("share/carillon"));

        made.create();
        made.create();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.path())))
                .isEqualTo("rwx------");
    }

    @Test
    void theProcessThatWroteTheFileIsThatOfItsNode() throws IOException {
        long own = ProcessHandle.current().pid();

        assertThat(heldBy(own, Instant.now()).process())
                .hasValueSatisfying(process -> assertThat(process.pid()).isEqualTo(own));
    }

    @Test
    void aProcessThatGotTheNumberOfOneThatIsGoneIsNoNode() throws IOException {
        var crash = began().minus(Duration.ofHours(1));

        assertThat(heldBy(ProcessHandle.current().pid(), crash).process()).isEmpty();
    }

    @Test
    void withoutAProcessThatLivesNoNodeWorks() throws Exception {
        var gone = new ProcessBuilder("true").start();
        gone.waitFor();

        assertThat(heldBy(gone.pid(), Instant.now()).process()).isEmpty();
        Files.writeString(folder.resolve("carillon.pid"), "");
        assertThat(new NodeFolder(folder).process()).isEmpty();
        assertThat(new NodeFolder(folder.resolve("none")).process()).isEmpty();
    }
}
