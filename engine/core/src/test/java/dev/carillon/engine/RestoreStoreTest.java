package dev.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.store.EarlierSchema;
import dev.carillon.engine.store.jdbc.Database;
import dev.carillon.engine.store.jdbc.DatabaseConfig;
import dev.carillon.testkit.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// What may take the place of an embedded database, and what not: then nothing is changed.
class RestoreStoreTest {
    @TempDir Path folder;
    private EngineConfig config;
    private Path database;
    private Path backup;

    // A backup with one job, of a database that has two since.
    @BeforeEach
    void backUp() {
        config = EngineConfig.embedded("a", folder, 2);
        database = folder.resolve("carillon.mv.db");
        try (var engine = Engine.start(config)) {
            job(engine, "first");
            backup = Path.of(engine.backup().file());
            job(engine, "later");
        }
    }

    private static void job(Engine engine, String name) {
        engine.apply(
                Definitions.parse(
                        "name: " + name + "\ntask: {shell: {command: [\"true\"]}}\n", "test"),
                false);
    }

    private List<String> jobs() {
        try (var engine = Engine.start(config)) {
            return engine.jobs(null, null, 10).items().stream()
                    .map(job -> job.name())
                    .sorted()
                    .toList();
        }
    }

    private Restore restore() {
        return Restore.of(backup, config.database(), folder);
    }

    private void isRefused(ErrorCode code, String... words) throws IOException {
        byte[] before = Files.readAllBytes(database);

        assertThatThrownBy(this::restore)
                .isInstanceOfSatisfying(
                        CarillonException.class, e -> assertThat(e.code()).isEqualTo(code))
                .message()
                .contains(words);

        assertThat(Files.readAllBytes(database)).isEqualTo(before);
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("upgrade-"))
                    .noneMatch(name -> name.contains("before-restore"));
        }
    }

    private void withoutChecksum() throws IOException {
        Files.delete(Path.of(backup + ".sha256"));
    }

    private void replaceBackup(byte[] content) throws IOException {
        Files.write(backup, content);
        withoutChecksum();
    }

    private void backUp(TestDatabase.Place place) throws SQLException {
        backup = folder.resolve("other.zip");
        try (var connection =
                        DriverManager.getConnection(place.url(), place.user(), place.password());
                var statement = connection.createStatement()) {
            statement.execute("BACKUP TO '" + backup + "'");
        }
    }

    @Test
    void aBackupTakesThePlaceAndWhatWasThereIsKept() throws Exception {
        var restored = restore();

        assertThat(restored.database()).isEqualTo(database);
        assertThat(restored.verified()).isTrue();
        assertThat(jobs()).containsExactly("first");
        Files.move(
                restored.kept().orElseThrow(),
                database,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(jobs()).containsExactly("first", "later");
    }

    @Test
    void aBackupIsRestoredWhereThereIsNoDatabase() throws Exception {
        Files.delete(database);
        withoutChecksum();

        var restored = restore();

        assertThat(restored.kept()).isEmpty();
        assertThat(restored.verified()).isFalse();
        assertThat(jobs()).containsExactly("first");
    }

    @Test
    void aBackupOfAnEarlierSchemaIsBroughtUpToDate() throws Exception {
        var earlier = EarlierSchema.on(TestDatabase.H2);
        backUp(earlier.place());

        restore();

        try (var now = Database.open(config.database())) {
            assertThat(now.<String>transaction(tx -> tx.calendars().setting("kept").orElseThrow()))
                    .isEqualTo("as it was");
        }
        assertThat(folder.resolve("backups"))
                .isDirectoryNotContaining(file -> file.toString().contains("before-upgrade"));
    }

    @Test
    void aDatabaseThatIsInUseIsNotReplaced() {
        try (var engine = Engine.start(config)) {
            assertThatThrownBy(this::restore)
                    .isInstanceOfSatisfying(
                            CarillonException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                    .hasMessageContaining("a process works on the database " + database);
            job(engine, "goes-on");
        }

        assertThat(jobs()).containsExactly("first", "goes-on", "later");
    }

    @Test
    void anotherChecksumIsRefused() throws IOException {
        Files.writeString(
                Path.of(backup + ".sha256"), "0".repeat(64) + "  " + backup.getFileName() + "\n");

        isRefused(ErrorCode.INVALID_PARAMETER, "checksum of " + backup, "0".repeat(64));
    }

    @Test
    void aMissingFileIsRefused() throws IOException {
        backup = folder.resolve("none.zip");

        isRefused(ErrorCode.NOT_FOUND, "there is no file " + backup);
    }

    @Test
    void aFileThatIsNoArchiveIsRefused() throws IOException {
        replaceBackup("no zip".getBytes(StandardCharsets.UTF_8));

        isRefused(ErrorCode.INVALID_PARAMETER, backup.toString(), "no backup");
    }

    @Test
    void aTruncatedArchiveIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(backup);
        replaceBackup(Arrays.copyOf(whole, whole.length / 2));

        isRefused(ErrorCode.INVALID_PARAMETER, backup.toString(), "damaged");
    }

    @Test
    void aDamagedArchiveIsRefused() throws IOException {
        byte[] damaged = Files.readAllBytes(backup);
        for (int at = damaged.length / 2; at < damaged.length / 2 + 100; at++) {
            damaged[at] ^= 0x55;
        }
        replaceBackup(damaged);

        isRefused(ErrorCode.INVALID_PARAMETER, backup.toString(), "damaged");
    }

    @Test
    void anArchiveWhoseDatabaseCannotBeOpenedIsRefused() throws IOException {
        backup = folder.resolve("other.zip");
        try (var zip =
                new ZipOutputStream(Files.newOutputStream(backup, StandardOpenOption.CREATE))) {
            zip.putNextEntry(new ZipEntry("carillon.mv.db"));
            zip.write(new byte[100_000]);
        }

        isRefused(ErrorCode.INVALID_PARAMETER, backup.toString(), "cannot be used");
    }

    @Test
    void aDatabaseOfAnotherProgramIsRefused() throws Exception {
        var place = TestDatabase.H2.fresh();
        try (var connection =
                DriverManager.getConnection(place.url(), place.user(), place.password())) {
            connection.createStatement().execute("CREATE TABLE accounts (id INT)");
        }
        backUp(place);

        isRefused(ErrorCode.INVALID_PARAMETER, backup.toString(), "not of Carillon");
    }

    @Test
    void aBackupOfANewerVersionIsRefused() throws Exception {
        var place = TestDatabase.H2.fresh();
        Database.open(StoreKind.config(place, 4)).close();
        new EarlierSchema(place).claimVersion("9999");
        backUp(place);

        isRefused(
                ErrorCode.INVALID_PARAMETER, backup.toString(), "newer Carillon", "migration 9999");
    }

    @Test
    void ofPostgresqlItIsSaidWhatToDo() {
        var postgresql =
                new DatabaseConfig(
                        "jdbc:postgresql://localhost/x",
                        "a",
                        "b",
                        DatabaseConfig.Durability.PROCESS,
                        4,
                        folder);

        assertThatThrownBy(() -> Restore.of(backup, postgresql, folder))
                .isInstanceOfSatisfying(
                        CarillonException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("pg_restore");
    }
}
