package dev.carillon.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.store.jdbc.Database;
import dev.carillon.engine.store.jdbc.DatabaseArchive;
import dev.carillon.engine.store.jdbc.DatabaseConfig;
import dev.carillon.testkit.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.zip.ZipFile;

/// What is there of a database before its schema is brought up to date.
class KeptBeforeUpgradeStoreTest {
    private static final String KEPT = "before-upgrade-of-schema-" + EarlierSchema.VERSION + ".zip";

    @TempDir Path folder;

    private DatabaseConfig config(TestDatabase.Place place) {
        return new DatabaseConfig(
                place.url(),
                place.user(),
                place.password(),
                DatabaseConfig.Durability.PROCESS,
                4,
                folder.resolve("backups"));
    }

    private List<String> kept() throws IOException {
        try (var files = Files.list(folder.resolve("backups"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private EarlierSchema unpacked() throws IOException {
        var file = folder.resolve("unpacked.mv.db");
        try (var zip = new ZipFile(folder.resolve("backups").resolve(KEPT).toFile())) {
            Files.deleteIfExists(file);
            Files.copy(zip.getInputStream(zip.entries().nextElement()), file);
        }
        return new EarlierSchema(
                new TestDatabase.Place("jdbc:h2:file:" + folder.resolve("unpacked"), "sa", ""));
    }

    @Test
    void aCopyOfTheEarlierSchemaIsKeptWithItsChecksum() throws Exception {
        var earlier = EarlierSchema.on(TestDatabase.H2);

        Database.open(config(earlier.place())).close();

        assertThat(earlier.version()).isGreaterThan(EarlierSchema.VERSION);
        assertThat(earlier.get("kept")).isEqualTo("as it was");
        assertThat(kept()).containsExactly(KEPT, KEPT + ".sha256");
        assertThat(DatabaseArchive.verify(folder.resolve("backups").resolve(KEPT))).isTrue();
        assertThat(unpacked().version()).isEqualTo(EarlierSchema.VERSION);
        assertThat(unpacked().get("kept")).isEqualTo("as it was");
    }

    @Test
    void anotherUpgradeFromTheSameSchemaTakesThePlaceOfTheCopy() throws Exception {
        var first = EarlierSchema.on(TestDatabase.H2);
        var second = EarlierSchema.on(TestDatabase.H2);
        second.set("more", "since");
        Database.open(config(first.place())).close();

        Database.open(config(second.place())).close();

        assertThat(kept()).containsExactly(KEPT, KEPT + ".sha256");
        assertThat(DatabaseArchive.verify(folder.resolve("backups").resolve(KEPT))).isTrue();
        assertThat(unpacked().get("more")).isEqualTo("since");
    }

    @Test
    void nothingIsMigratedWhenTheCopyCannotBeWritten() throws Exception {
        var earlier = EarlierSchema.on(TestDatabase.H2);
        Files.writeString(folder.resolve("backups"), "a file where the folder would be");

        assertThatThrownBy(() -> Database.open(config(earlier.place())))
                .isInstanceOfSatisfying(
                        CarillonException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL))
                .hasMessageContaining(folder.resolve("backups").resolve(KEPT).toString())
                .hasMessageContaining("make room");

        assertThat(earlier.version()).isEqualTo(EarlierSchema.VERSION);
        assertThat(earlier.get("kept")).isEqualTo("as it was");
        try (var beside = Files.list(file(earlier).getParent())) {
            assertThat(beside.map(each -> each.getFileName().toString()))
                    .contains("test.mv.db")
                    .noneMatch(name -> name.startsWith("upgrade-") || name.endsWith(".zip"));
        }
    }

    private static Path file(EarlierSchema earlier) {
        return Path.of(earlier.place().url().substring("jdbc:h2:file:".length()));
    }

    @Test
    void ofANewDatabaseNothingIsKept() {
        var place = TestDatabase.H2.fresh();

        Database.open(config(place)).close();

        assertThat(folder.resolve("backups")).doesNotExist();
        assertThat(file(new EarlierSchema(place)).resolveSibling("test.upgrade.zip"))
                .doesNotExist();
    }

    @Test
    void ofAnUpToDateDatabaseNothingIsKept() {
        var place = TestDatabase.H2.fresh();
        Database.open(config(place)).close();

        Database.open(config(place)).close();

        assertThat(folder.resolve("backups")).doesNotExist();
    }

    @Test
    void ofPostgresqlNothingIsKept() throws SQLException {
        var earlier = EarlierSchema.on(TestDatabase.POSTGRESQL);

        Database.open(config(earlier.place())).close();

        assertThat(earlier.version()).isGreaterThan(EarlierSchema.VERSION);
        assertThat(folder.resolve("backups")).doesNotExist();
    }
}
