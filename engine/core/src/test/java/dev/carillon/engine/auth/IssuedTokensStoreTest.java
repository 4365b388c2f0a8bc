package dev.carillon.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Role;
import dev.carillon.api.TokenView;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.StoresAround;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.store.Stores;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

@ParameterizedClass
@EnumSource(StoreKind.class)
class IssuedTokensStoreTest {
    private final EngineFixture engine;
    private final AtomicInteger transactions = new AtomicInteger();

    /// Two nodes on one database.
    private final IssuedTokens here;

    private final IssuedTokens there;

    @TempDir Path folder;

    IssuedTokensStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
        here = on(engine.database);
        there = on(counted(engine.database));
    }

    private IssuedTokens on(Stores stores) {
        return new IssuedTokens(stores, engine.time::micros, engine.time::nanos);
    }

    private Stores counted(Stores stores) {
        return new StoresAround(stores) {
            @Override
            public <T> T transaction(Work<T> work) {
                transactions.incrementAndGet();
                return stores.transaction(work);
            }
        };
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private Permit ask(IssuedTokens node, String secret) {
        return node.permit(Tokens.hash(secret));
    }

    private void refused(IssuedTokens node, String secret, String message) {
        assertThatThrownBy(() -> ask(node, secret))
                .isInstanceOfSatisfying(
                        CarillonException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED))
                .hasMessageContaining(message);
    }

    @Test
    void aTokenOfOneNodeIsAcceptedByAllAtOnce() {
        String secret = here.create("ci", Role.OPERATOR, null, "admin").secret();

        assertThat(ask(here, secret).actor()).isEqualTo(new Actor("ci", Role.OPERATOR));
        assertThat(ask(there, secret).actor()).isEqualTo(new Actor("ci", Role.OPERATOR));
        refused(there, secret + "x", "Authorization: Bearer");
    }

    @Test
    void theTokenItselfIsNotStored() {
        String secret = here.create("ci", Role.OPERATOR, null, "admin").secret();

        var row = engine.database.transaction(tx -> tx.tokens().find("ci")).orElseThrow();

        assertThat(secret).matches("carillon_[A-Za-z0-9_-]{43}");
        assertThat(row.toString()).doesNotContain(secret.substring("carillon_".length()));
        assertThat(row.hash()).matches("[0-9a-f]{64}");
    }

    @Test
    void aRevokedTokenIsRefusedHereAtOnceAndElsewhereAfterASecond() {
        String secret = here.create("ci", Role.OPERATOR, null, "admin").secret();
        var before = ask(there, secret);

        here.revoke("ci", "admin");

        refused(here, secret, "was revoked");
        assertThat(before.holds()).isTrue();
        engine.time.advance(Duration.ofSeconds(1));
        refused(there, secret, "was revoked");
        assertThat(before.holds()).isFalse();
    }

    @Test
    void aTokenInUseIsReadOnceASecondHoweverOftenItComes() {
        String secret = here.create("ci", Role.OPERATOR, null, "admin").secret();

        for (int i = 0; i < 1_000; i++) {
            ask(there, secret).holds();
        }
        assertThat(transactions).hasValue(1);
        engine.time.advance(Duration.ofSeconds(1));
        for (int i = 0; i < 1_000; i++) {
            ask(there, secret).holds();
        }
        assertThat(transactions).hasValue(2);
    }

    @Test
    void aTokenIsRefusedFromItsEndOn() {
        String secret = here.create("ci", Role.OPERATOR, Duration.ofMinutes(1), "admin").secret();
        engine.time.advance(Duration.ofMillis(59_999));
        var permit = ask(there, secret);

        engine.time.advance(Duration.ofMillis(1));

        assertThat(permit.holds()).isFalse();
        refused(there, secret, "expired");
    }

    @Test
    void itsUseIsToldOnceAMinute() {
        String secret = here.create("ci", Role.OPERATOR, null, "admin").secret();
        assertThat(here.list().getFirst().lastUsedAt()).isNull();
        var first = Micros.instant(engine.time.micros());
        ask(there, secret);
        assertThat(here.list().getFirst().lastUsedAt()).isEqualTo(first);

        engine.time.advance(Duration.ofSeconds(59));
        ask(there, secret);
        assertThat(here.list().getFirst().lastUsedAt()).isEqualTo(first);
        engine.time.advance(Duration.ofSeconds(1));
        ask(there, secret);

        assertThat(here.list().getFirst().lastUsedAt()).isEqualTo(first.plusSeconds(60));
    }

    @Test
    void tokensAreListedInOrderWithAllThatHappenedToThem() {
        var now = Micros.instant(engine.time.micros());
        here.create("z", Role.ADMIN, null, "admin");
        here.create("a", Role.VIEWER, Duration.ofDays(90), "z");

        here.revoke("a", "admin");
        engine.time.advance(Duration.ofSeconds(5));
        here.revoke("a", "admin");

        assertThat(there.list())
                .containsExactly(
                        new TokenView(
                                "a",
                                Role.VIEWER,
                                now,
                                "z",
                                null,
                                now.plus(Duration.ofDays(90)),
                                now),
                        new TokenView("z", Role.ADMIN, now, "admin", null, null, null));
    }

    @Test
    void aNameIsNeverUsedTwice() {
        here.create("ci", Role.OPERATOR, null, "admin");
        here.revoke("ci", "admin");

        for (String taken : new String[] {"ci", "admin", "embedded", "carillon"}) {
            assertThatThrownBy(() -> there.create(taken, Role.VIEWER, null, "admin"))
                    .isInstanceOfSatisfying(
                            CarillonException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                    .hasMessageContaining("never used twice");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "-a", "a b", "ä", "a/b"})
    void aNameThatIsNoneIsRefused(String name) {
        assertThatThrownBy(() -> here.create(name, Role.VIEWER, null, "admin"))
                .hasMessageContaining("the name of a token is");
    }

    @Test
    void anUnknownTokenCannotBeRevoked() {
        assertThatThrownBy(() -> here.revoke("nobody", "admin"))
                .isInstanceOfSatisfying(
                        CarillonException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void theAdminTokenOfTheFolderIsTakenWithoutTheDatabase() throws Exception {
        var tokens = Tokens.inFolder(folder, there);
        String admin = java.nio.file.Files.readString(folder.resolve("admin.token")).strip();

        assertThat(tokens.permit(admin).actor()).isEqualTo(Actor.ADMIN);
        assertThat(transactions).hasValue(0);
    }
}
