package dev.carillon.cluster.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.auth.Secrets;
import dev.carillon.engine.auth.SharedFile;
import dev.carillon.engine.run.Parameters;
import dev.carillon.engine.store.Stores;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// Keys that are replaced, in a cluster and of a node without others, with deaths in between.
@ParameterizedClass
// The model in memory is under AuthorityTest; deriving keys from secrets takes its time.
@EnumSource(value = StoreKind.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
class ReplacedKeysStoreTest {
    private static final Instant NOW = Instant.now();
    private static final String SECRET = "the secret of this cluster";
    private static final String NEXT_SECRET = "the next secret of this cluster";
    private static final List<String> FILES = List.of("secret.key", "admin.token", "authority.key");

    /// The process ended here.
    private static final class Died extends RuntimeException {}

    private final EngineFixture engine;
    private UUID run = new UUID(0, 0);

    @TempDir Path first;
    @TempDir Path second;

    ReplacedKeysStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
        engine.job(
                """
                name: transfer
                parameters: [{name: password, type: secret}]
                task: {shell: {command: [x]}}
                """);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private Authority adopt(String secret, Path folder) {
        return SharedKeys.adopt(engine.database, secret, folder, NOW);
    }

    private Replaced replace(Stores stores, String secret, @Nullable String newSecret) {
        return SharedKeys.replace(stores, secret, newSecret, NOW, runs -> {});
    }

    private Replaced replaceOwn(Stores stores) {
        return OwnKeys.replace(stores, first, NOW, runs -> {});
    }

    /// Makes a run with a secret that is sealed with the key of a folder.
    private void submitWithKeyOf(Path folder) {
        run = engine.run("transfer", Map.of("password", "hunter2"));
        String sealed = Secrets.inFolder(folder).seal("hunter2");
        engine.database.transaction(
                tx -> {
                    tx.runs().setParameters(run, "{\"password\":\"" + sealed + "\"}");
                    return true;
                });
    }

    private Map<String, String> parameters() {
        return Parameters.read(
                engine.database.transaction(tx -> tx.runs().open(run).orElseThrow().parameters()));
    }

    private String opened(Secrets by) {
        return by.open(String.valueOf(parameters().get("password")), new ArrayList<>());
    }

    private static Map<String, String> content(Path folder) throws IOException {
        var content = new TreeMap<String, String>();
        for (String file : FILES) {
            if (Files.exists(folder.resolve(file))) {
                content.put(file, Files.readString(folder.resolve(file)));
            }
        }
        return content;
    }

    private static void assertAllReplaced(Map<String, String> before, Path folder)
            throws IOException {
        assertThat(content(folder)).hasSameSizeAs(before);
        for (var file : content(folder).entrySet()) {
            assertThat(file.getValue().lines()).hasSize(1);
            assertThat(file.getValue()).isNotEqualTo(before.get(file.getKey()));
            assertThat(Files.getPosixFilePermissions(folder.resolve(file.getKey())))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static void assertRefused(ErrorCode code, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CarillonException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    /// A database under a process that ends in its second transaction, which is the one that changes something.
    private static final class Dying implements Stores {
        private final Stores stores;
        private final boolean committed;
        private int transactions;

        private Dying(Stores stores, boolean committed) {
            this.stores = stores;
            this.committed = committed;
        }

        @Override
        public <T> T transaction(Work<T> work) {
            transactions++;
            if (transactions < 2) {
                return stores.transaction(work);
            }
            if (committed) {
                stores.transaction(work);
                throw new Died();
            }
            return stores.transaction(
                    tx -> {
                        work.in(tx);
                        throw new Died();
                    });
        }

        @Override
        public long nowMicros() {
            return stores.nowMicros();
        }
    }

    @Test
    void allIsReplacedAndNodesTakeTheNewKeysWhenTheyStart() throws IOException {
        OwnAuthority.inFolder(first, NOW);
        adopt(SECRET, first);
        adopt(SECRET, second);
        submitWithKeyOf(first);
        var before = content(first);
        var beforeThere = content(second);

        var replaced = replace(engine.database, SECRET, null);

        assertThat(replaced).returns(1L, Replaced::runs).returns(false, Replaced::before);
        assertThat(content(first)).isEqualTo(before);
        assertThat(adopt(SECRET, first).certificate()).isEqualTo(replaced.authority());
        assertThat(adopt(SECRET, second).certificate()).isEqualTo(replaced.authority());
        assertAllReplaced(before, first);
        assertAllReplaced(beforeThere, second);
        assertThat(content(first)).hasSize(3).containsAllEntriesOf(content(second));
        assertThat(OwnAuthority.inFolder(first, NOW).certificate()).isEqualTo(replaced.authority());
        assertThat(opened(Secrets.inFolder(second))).isEqualTo("hunter2");
        assertThat(opened(keyOf(before))).startsWith("secret:v1:");
    }

    @Test
    void aNodeThatDiedWhileItTookTheNewKeysTakesTheOthers() throws IOException {
        adopt(SECRET, first);
        var before = content(first);
        replace(engine.database, SECRET, null);
        block("admin.token");
        assertRefused(ErrorCode.UNAVAILABLE, "admin.token", () -> adopt(SECRET, first));
        assertThat(content(first)).containsEntry("admin.token", before.get("admin.token"));
        unblock("admin.token");

        adopt(SECRET, first);

        assertAllReplaced(before, first);
    }

    @Test
    void theSecretIsReplacedTooAndDoingItAgainChangesNothing() {
        adopt(SECRET, first);

        var replaced = replace(engine.database, SECRET, NEXT_SECRET);

        assertRefused(ErrorCode.UNAUTHENTICATED, "cluster.secret", () -> adopt(SECRET, first));
        assertThat(replace(engine.database, SECRET, NEXT_SECRET))
                .isEqualTo(new Replaced(replaced.authority(), 0, true));
        assertThat(adopt(NEXT_SECRET, first).certificate()).isEqualTo(replaced.authority());
    }

    @Test
    void nothingIsReplacedWithoutTheSecretOrWithoutKeys() throws IOException {
        assertRefused(
                ErrorCode.CONFLICT,
                "the first one makes the keys",
                () -> replace(engine.database, SECRET, null));
        adopt(SECRET, first);
        var before = content(first);

        for (String next : new String[] {null, NEXT_SECRET}) {
            assertRefused(
                    ErrorCode.UNAUTHENTICATED,
                    "cluster.secret is not the secret of the cluster",
                    () -> replace(engine.database, "a wrong secret of another", next));
        }
        assertRefused(
                ErrorCode.INVALID_PARAMETER,
                "is the present cluster.secret",
                () -> replace(engine.database, SECRET, SECRET));

        adopt(SECRET, first);
        assertThat(content(first)).isEqualTo(before);
    }

    @Test
    void inAClusterADeathLeavesAllOrNothing() throws IOException {
        adopt(SECRET, first);
        submitWithKeyOf(first);
        var before = content(first);

        assertThatThrownBy(() -> replace(new Dying(engine.database, false), SECRET, NEXT_SECRET))
                .isInstanceOf(Died.class);
        adopt(SECRET, first);
        assertThat(content(first)).isEqualTo(before);
        assertThat(opened(Secrets.inFolder(first))).isEqualTo("hunter2");

        assertThatThrownBy(() -> replace(new Dying(engine.database, true), SECRET, NEXT_SECRET))
                .isInstanceOf(Died.class);
        assertThat(replace(engine.database, SECRET, NEXT_SECRET).before()).isTrue();
        adopt(NEXT_SECRET, first);
        assertAllReplaced(before, first);
        assertThat(opened(Secrets.inFolder(first))).isEqualTo("hunter2");
    }

    @Test
    void ofANodeWithoutOthersTheFilesAreReplaced() throws IOException {
        OwnAuthority.inFolder(first, NOW);
        SharedFile.ADMIN_TOKEN.take(first, SharedFile.random());
        submitWithKeyOf(first);
        var before = content(first);

        var replaced = replaceOwn(engine.database);

        assertThat(replaced.runs()).isOne();
        assertThat(before).hasSize(3);
        assertAllReplaced(before, first);
        assertThat(OwnAuthority.inFolder(first, NOW).certificate()).isEqualTo(replaced.authority());
        assertThat(opened(Secrets.inFolder(first))).isEqualTo("hunter2");
        assertThat(opened(keyOf(before))).startsWith("secret:v1:");
    }

    private static Secrets keyOf(Map<String, String> content) {
        return new Secrets(String.valueOf(content.get("secret.key")).strip());
    }

    private int keysOfSecrets() throws IOException {
        return Files.readAllLines(first.resolve("secret.key")).size();
    }

    private void block(String file) throws IOException {
        Files.createDirectories(first.resolve(file + ".new").resolve("in the way"));
    }

    private void unblock(String file) throws IOException {
        Files.delete(first.resolve(file + ".new").resolve("in the way"));
        Files.delete(first.resolve(file + ".new"));
    }

    @Test
    void aNodeWithoutOthersWorksAfterADeathAtAnyMomentAndRepeatingEndsIt() throws IOException {
        OwnAuthority.inFolder(first, NOW);
        SharedFile.ADMIN_TOKEN.take(first, SharedFile.random());
        submitWithKeyOf(first);

        for (boolean committed : new boolean[] {false, true}) {
            var before = content(first);
            assertThatThrownBy(() -> replaceOwn(new Dying(engine.database, committed)))
                    .isInstanceOf(Died.class);
            worksAndIsEndedByRepeating(before);
        }
        for (String file : FILES) {
            var before = content(first);
            block(file);
            assertRefused(ErrorCode.UNAVAILABLE, file, () -> replaceOwn(engine.database));
            unblock(file);
            worksAndIsEndedByRepeating(before);
        }
        var before = content(first);
        assertThatThrownBy(() -> replaceOwn(beforeItsLastFile()))
                .hasMessageContaining("secret.key");
        assertThat(keysOfSecrets()).isEqualTo(2);
        unblock("secret.key");
        worksAndIsEndedByRepeating(before);
    }

    private void worksAndIsEndedByRepeating(Map<String, String> before) throws IOException {
        assertThat(opened(Secrets.inFolder(first))).isEqualTo("hunter2");
        assertThat(SharedFile.ADMIN_TOKEN.find(first)).isPresent();
        OwnAuthority.inFolder(first, NOW);

        assertThat(replaceOwn(engine.database).runs()).isOne();

        assertAllReplaced(before, first);
        assertThat(opened(Secrets.inFolder(first))).isEqualTo("hunter2");
    }

    private Stores beforeItsLastFile() {
        return new Stores() {
            @Override
            public <T> T transaction(Work<T> work) {
                T result = engine.database.transaction(work);
                try {
                    if (keysOfSecrets() == 2) {
                        block("secret.key");
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return result;
            }

            @Override
            public long nowMicros() {
                return engine.database.nowMicros();
            }
        };
    }

    @Test
    void aNodeWhoseReplacementDidNotEndMakesNoCluster() {
        Secrets.inFolder(first);
        assertThatThrownBy(() -> replaceOwn(new Dying(engine.database, true)))
                .isInstanceOf(Died.class);

        assertRefused(
                ErrorCode.CONFLICT, "repeat carillon keys replace", () -> adopt(SECRET, first));

        replaceOwn(engine.database);
        adopt(SECRET, first);
    }

    @Test
    void filesAreNotReplacedWhereTheyAreSharedOrMissing() throws IOException {
        assertRefused(
                ErrorCode.NOT_FOUND,
                "no secret.key in the folder",
                () -> replaceOwn(engine.database));
        assertThat(content(first)).isEmpty();
        adopt(SECRET, first);
        var before = content(first);

        assertRefused(ErrorCode.CONFLICT, "shared by a cluster", () -> replaceOwn(engine.database));

        assertThat(content(first)).isEqualTo(before);
    }
}
