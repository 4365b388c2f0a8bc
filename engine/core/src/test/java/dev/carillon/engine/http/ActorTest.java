package dev.carillon.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.Me;
import dev.carillon.api.QueueDefinition;
import dev.carillon.api.Role;
import dev.carillon.api.client.HttpCarillon;
import dev.carillon.engine.Engine;
import dev.carillon.engine.EngineConfig;
import dev.carillon.engine.auth.Tokens;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// Who does what is done: server, engine and database.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ActorTest {
    private Engine engine;
    private ApiServer server;
    private HttpCarillon admin;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        engine = Engine.start(EngineConfig.embedded("a", folder, 4));
        server =
                ApiServer.start(
                        new ApiConfig("127.0.0.1", 0),
                        engine,
                        Tokens.inFolder(folder, engine.issuedTokens()));
        admin = as(Files.readString(folder.resolve("admin.token")).strip());
    }

    private HttpCarillon as(String secret) {
        return HttpCarillon.connect(URI.create("http://127.0.0.1:" + server.port()), secret);
    }

    @AfterAll
    void stop() {
        admin.close();
        server.close();
        engine.close();
    }

    @Test
    void whatATokenChangesNamesItAndWhatTheProgramChangesNamesThat() {
        String secret = admin.createToken("deploy", Role.AUTHOR, Duration.ofDays(90)).secret();
        try (var deploy = as(secret)) {
            assertThat(deploy.me()).isEqualTo(new Me("deploy", Role.AUTHOR));
            assertThat(deploy.put(FakeCarillon.definition(), null).updatedBy()).isEqualTo("deploy");
        }
        assertThat(admin.pause("billing", "orders").updatedBy()).isEqualTo("admin");
        assertThat(engine.resume("billing", "orders", CatchUp.Policy.NONE).updatedBy())
                .isEqualTo("embedded");
        assertThat(engine.me()).isEqualTo(new Me("embedded", Role.ADMIN));
    }

    @Test
    void tokensOfTheSameKeyDoNotMeet() {
        engine.put(
                Definitions.parse(
                                "{name: free, namespace: billing, overlap: allow, task: {shell: {command: [\"true\"]}}}",
                                "test")
                        .getFirst(),
                null);
        var first = new RunRequest(Map.of(), null);
        try (var one = as(admin.createToken("one", Role.OPERATOR, null).secret());
                var other = as(admin.createToken("other", Role.OPERATOR, null).secret())) {
            String made = one.run("billing", "free", first, "key").id();

            assertThat(one.run("billing", "free", first, "key").id()).isEqualTo(made);
            assertThat(other.run("billing", "free", first, "key").id()).isNotEqualTo(made);
        }
    }

    @Test
    void aTokenIsMadeUsedListedAndRevoked() {
        String secret = admin.createToken("board", Role.VIEWER, null).secret();
        try (var board = as(secret)) {
            board.jobs(null, null, 10);
            assertThatThrownBy(() -> board.putQueue(QueueDefinition.unlimited("mail"), null))
                    .isInstanceOfSatisfying(
                            CarillonException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
            assertThat(admin.tokens())
                    .filteredOn(token -> token.name().equals("board"))
                    .singleElement()
                    .satisfies(token -> assertThat(token.createdBy()).isEqualTo("admin"))
                    .satisfies(token -> assertThat(token.lastUsedAt()).isNotNull());

            admin.revokeToken("board");

            assertThatThrownBy(() -> board.jobs(null, null, 10))
                    .hasMessageContaining("Token board was revoked");
        }
    }
}
