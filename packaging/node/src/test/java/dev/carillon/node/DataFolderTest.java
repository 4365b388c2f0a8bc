package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
