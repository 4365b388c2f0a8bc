package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.node.ServerConfig.Access;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;

class DataFolderTest {
    @TempDir Path folder;

    // Of whoever runs the test, or of another one when that is root.
    private String owner() throws IOException {
        if (Files.getOwner(folder).getName().equals("root")) {
            Files.setOwner(
                    folder,
                    folder.getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName("nobody"));
        }
        return Files.getOwner(folder).getName();
    }

    @Test
    void rootDoesNotWriteIntoTheFolderOfAnother() throws IOException {
        String owner = owner();

        assertThat(DataFolder.ownerInsteadOf("root", folder)).contains(owner);
        assertThat(DataFolder.ownerInsteadOf(owner, folder)).isEmpty();
        assertThat(DataFolder.ownerInsteadOf("root", folder.resolve("none"))).isEmpty();
    }

    private String access(String before, Access access) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(before));
        try (var held = DataFolder.claim(folder)) {
            held.narrow(access);
        }
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
    }

    @Test
    void aFolderThatIsOpenToOthersIsMadeItsOwnersAlone() throws IOException {
        assertThat(access("rwxr-xr-x", Access.OWNER)).isEqualTo("rwx------");
        assertThat(access("rwxrwx---", Access.OWNER)).isEqualTo("rwx------");
        assertThat(access("rwx------", Access.OWNER)).isEqualTo("rwx------");
    }

    @Test
    void aFolderThatTheConfigurationKeepsOpenStaysOpen() throws IOException {
        assertThat(access("rwxr-xr-x", Access.KEEP)).isEqualTo("rwxr-xr-x");
    }

    @Test
    void aFolderThatIsSharedOnPurposeStaysOpen() throws Exception {
        for (String mode : new String[] {"2770", "1777"}) {
            assertThat(
                            new ProcessBuilder("chmod", mode, folder.toString())
                                    .inheritIO()
                                    .start()
                                    .waitFor())
                    .isZero();
            try (var held = DataFolder.claim(folder)) {
                held.narrow(Access.OWNER);
            }

            assertThat(Files.getPosixFilePermissions(folder))
                    .as(mode)
                    .contains(PosixFilePermission.GROUP_WRITE);
        }
    }

    @Test
    void aFolderIsOnlyChangedByItsOwner() throws IOException {
        assertThat(DataFolder.isOf(owner(), folder)).isTrue();
        assertThat(DataFolder.isOf("somebody", folder)).isFalse();
    }

    @Test
    void whereANodeAnsweredThatCrashedIsNotSaidWhileAnotherOneStarts() throws IOException {
        Path address = Files.createFile(folder.resolve(ApiAddress.ADDRESS_FILE));

        try (var _ = DataFolder.claim(folder)) {
            assertThat(address).doesNotExist();
        }
    }

    @Test
    void aCommandIsRefusedWhereANodeWorks() {
        try (var _ = DataFolder.claim(folder)) {
            assertThatThrownBy(() -> DataFolder.claimOffline(folder))
                    .isInstanceOfSatisfying(
                            CarillonException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                    .hasMessageContaining("(process " + ProcessHandle.current().pid() + ")");
        }

        DataFolder.claimOffline(folder).close();
    }
}
