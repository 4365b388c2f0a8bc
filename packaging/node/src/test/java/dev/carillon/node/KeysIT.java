package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RetryRequest;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.RunState;
import dev.carillon.api.client.HttpCarillon;
import dev.carillon.api.trust.Fingerprint;
import dev.carillon.api.trust.Trust;
import dev.carillon.testkit.TestDatabase;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Keys that have leaked are replaced through the command line, and what was with the old ones is refused.
@Isolated
class KeysIT {
    private static final String SECRET = "a secret of the cluster under test";
    private static final String NEXT_SECRET = "the next secret of the cluster under test";
    private static final Pattern FINGERPRINT = Pattern.compile("(?m)^Fingerprint .*: (\\S+)$");

    /// Fails the first time, and succeeds when it is retried with its password.
    private static final String JOB =
            """
            name: transfer
            parameters: [{name: password, type: secret}]
            task: {shell: {script: "test \\"$password\\" = hunter2-of-old && test -e %s"}}
            """;

    @TempDir Path folder;

    private Path config(String name, String more) throws IOException {
        return Files.writeString(
                folder.resolve(name + ".yaml"),
                "data: {folder: %s}\napi: {host: 0.0.0.0, port: 0}\nnode: {name: %s}\n%s"
                        .formatted(folder.resolve(name), name, more));
    }

    private static NodeRuntime start(Path config) {
        var read = ConfigFile.read(config);
        DataFolder.claim(read.dataFolder()).close();
        return NodeRuntime.start(read);
    }

    private static Answer replace(Path config, String... more) {
        var all = new ArrayList<>(List.of("keys", "replace", "--config", config.toString()));
        all.addAll(List.of(more));
        return Answer.to(all.toArray(String[]::new));
    }

    private static Fingerprint fingerprint(Answer replaced) {
        var found = FINGERPRINT.matcher(replaced.out());
        assertThat(found.find()).as(replaced.toString()).isTrue();
        return Fingerprint.parse(found.group(1));
    }

    private Fingerprint shown(String node) {
        return Fingerprint.parse(ShownCertificate.inFolder(folder.resolve(node)).fingerprint());
    }

    private String token(String node) throws IOException {
        return Files.readString(folder.resolve(node).resolve(ApiAddress.TOKEN_FILE)).strip();
    }

    private static HttpCarillon connect(NodeRuntime node, String token, Fingerprint authority) {
        return HttpCarillon.connect(node.url(), token, Trust.pinned(authority));
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CarillonException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
    }

    private static void awaitState(Carillon carillon, String run, RunState state) {
        await().atMost(20, TimeUnit.SECONDS).until(() -> carillon.run(run).state() == state);
    }

    private String failedRun(Carillon carillon) {
        carillon.apply(Definitions.parse(JOB.formatted(folder.resolve("mended")), "test"), false);
        String run =
                carillon.run(
                                "default",
                                "transfer",
                                new RunRequest(Map.of("password", "hunter2-of-old"), null),
                                null)
                        .id();
        awaitState(carillon, run, RunState.FAILED);
        return run;
    }

    private void assertOldIsRefusedAndSecretsOpen(
            NodeRuntime node, Fingerprint authority, Old old, String name) throws IOException {
        try (var byOldToken = connect(node, old.token, authority);
                var byOldAuthority = connect(node, token(name), old.authority);
                var carillon = connect(node, token(name), authority)) {
            assertRefused(byOldToken::nodes);
            assertRefused(byOldAuthority::nodes);
            Files.writeString(folder.resolve("mended"), "");
            String again = carillon.retry(old.run, RetryRequest.SAME).id();
            awaitState(carillon, again, RunState.SUCCEEDED);
        }
    }

    /// What there was before.
    private record Old(String token, Fingerprint authority, String run) {}

    @Test
    void theKeysOfANodeWithoutOthersAreReplacedWhileItIsStopped() throws IOException {
        Path config = config("alone", "");
        assertThat(replace(config).code()).isEqualTo(Exit.NOT_FOUND);
        Old old;
        try (var _ = DataFolder.claim(folder.resolve("alone"));
                var node = NodeRuntime.start(ConfigFile.read(config));
                var carillon = connect(node, token("alone"), shown("alone"))) {
            old = new Old(token("alone"), shown("alone"), failedRun(carillon));
            assertThat(replace(config).code()).isEqualTo(Exit.CONFLICT);
        }
        Path secret = Files.writeString(folder.resolve("secret"), NEXT_SECRET + "\n");
        assertThat(replace(config, "--new-secret-file", secret.toString()).code())
                .isEqualTo(Exit.USAGE);

        var done = replace(config);

        assertThat(done.code()).as(done.toString()).isEqualTo(Exit.OK);
        assertThat(done.out()).contains("sealed again: 1.", "new admin token is in");
        try (var node = start(config)) {
            assertThat(shown("alone")).isEqualTo(fingerprint(done)).isNotEqualTo(old.authority);
            assertOldIsRefusedAndSecretsOpen(node, fingerprint(done), old, "alone");
        }
    }

    @Test
    void theKeysAndTheSecretOfAClusterAreReplacedWhileItsNodesAreStopped() throws IOException {
        var database = TestDatabase.POSTGRESQL.fresh();
        Path config = config("a", member(database, SECRET));
        assertThat(replace(config).err()).contains("the first one makes the keys");
        Old old;
        try (var node = start(config);
                var _ = start(config("b", member(database, SECRET)));
                var carillon = connect(node, token("a"), shown("a"))) {
            old = new Old(token("a"), shown("a"), failedRun(carillon));
            var refused = replace(config);
            assertThat(refused.code()).isEqualTo(Exit.CONFLICT);
            assertThat(refused.err()).contains("stop first: a, b");
        }
        Path secret = folder.resolve("secret");
        var none = replace(config, "--new-secret-file", secret.toString());
        assertThat(none.code()).isEqualTo(Exit.USAGE);
        assertThat(none.err()).contains(secret + ", which cannot be read");
        Files.writeString(secret, "too short\n");
        assertThat(replace(config, "--new-secret-file", secret.toString()).err())
                .contains("must be at least 16 characters");
        Files.writeString(secret, NEXT_SECRET + "\n");
        var wrong = replace(config("c", member(database, "no secret of this cluster")));
        assertThat(wrong.code()).isEqualTo(Exit.REFUSED);
        assertThat(wrong.err()).contains("cluster.secret is not the secret of the cluster");

        var done = replace(config, "--new-secret-file", secret.toString());

        assertThat(done.code()).as(done.toString()).isEqualTo(Exit.OK);
        assertThat(done.out()).contains("sealed again: 1.", "as its cluster.secret");
        var again = replace(config, "--new-secret-file", secret.toString());
        assertThat(again.out()).contains("before; nothing was changed");
        assertThat(fingerprint(again)).isEqualTo(fingerprint(done));
        assertRefused(() -> start(config).close());
        for (String name : List.of("a", "b")) {
            try (var node = start(config(name, member(database, NEXT_SECRET)))) {
                assertOldIsRefusedAndSecretsOpen(node, fingerprint(done), old, name);
            }
        }
        assertThat(token("a")).isEqualTo(token("b"));
    }

    @Test
    void aMemberThatHadLostItsSessionMeanwhileTakesTheNewKeys() throws Exception {
        var database = TestDatabase.POSTGRESQL.fresh();
        Path config = config("a", member(database, SECRET));
        try (var node = start(config)) {
            String token = token("a");
            var authority = shown("a");
            var done = new Answer[1];
            // Unless the node is faster.
            await().atMost(30, TimeUnit.SECONDS)
                    .until(
                            () -> {
                                endSessions(database);
                                done[0] = replace(config);
                                return done[0].code() == Exit.OK;
                            });

            await().atMost(30, TimeUnit.SECONDS)
                    .ignoreExceptionsInstanceOf(CarillonException.class)
                    .until(
                            () -> {
                                try (var carillon =
                                        connect(node, token("a"), fingerprint(done[0]))) {
                                    return carillon.nodes().size() == 1;
                                }
                            });
            try (var byOldToken = connect(node, token, fingerprint(done[0]));
                    var byOldAuthority = connect(node, token("a"), authority)) {
                assertRefused(byOldToken::nodes);
                assertRefused(byOldAuthority::nodes);
            }
        }
    }

    private static String member(TestDatabase.Place database, String secret) {
        return "database: {url: \"%s\", user: %s, password: \"%s\"}\ncluster: {secret: %s, messages: off}\n"
                .formatted(database.url(), database.user(), database.password(), secret);
    }

    private static void endSessions(TestDatabase.Place database) throws Exception {
        try (var connection =
                        DriverManager.getConnection(
                                database.url(), database.user(), database.password());
                var statement = connection.createStatement()) {
            statement.execute(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()
                    """);
        }
    }
}
