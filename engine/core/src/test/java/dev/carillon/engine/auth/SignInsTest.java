package dev.carillon.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Role;
import dev.carillon.engine.store.memory.MemoryStores;
import dev.carillon.testkit.ManualTime;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

class SignInsTest {
    private static final InetAddress STRANGER = InetAddress.ofLiteral("192.0.2.7");
    private final ManualTime time = new ManualTime(Instant.parse("2027-03-01T10:00:00Z"));
    private final IssuedTokens issued =
            new IssuedTokens(new MemoryStores(time::micros), time::micros, time::nanos);
    private SignIns signIns;

    @BeforeEach
    void open(@TempDir Path folder) {
        signIns = new SignIns(Tokens.inFolder(folder, issued), time.monotonic());
    }

    private String token(String name) {
        return issued.create(name, Role.VIEWER, null, "admin").secret();
    }

    private ErrorCode refusal(InetAddress from, String token) {
        try {
            signIns.permit(from, token);
        } catch (CarillonException e) {
            return e.code();
        }
        throw new AssertionError(token + " was let in");
    }

    private void guess(InetAddress from, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(refusal(from, "guess " + i)).isEqualTo(ErrorCode.UNAUTHENTICATED);
        }
    }

    @Test
    void afterTenWrongTokensNothingIsLookedUpUntilTheMinuteIsOver() {
        String unused = token("unused");
        guess(STRANGER, SignIns.MOST_WRONG);

        assertThat(refusal(STRANGER, "guess")).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
        assertThatThrownBy(() -> signIns.permit(STRANGER, unused))
                .hasMessage(
                        "10 wrong tokens came from 192.0.2.7 within a minute; try again in 60 s");

        time.advance(SignIns.WINDOW);
        assertThat(signIns.permit(STRANGER, unused).actor().name()).isEqualTo("unused");
    }

    @Test
    void whoGuessesDoesNotLockOutTokensThatWereGoodBehindTheSameAddress() {
        String used = token("used");
        signIns.permit(STRANGER, used);
        guess(STRANGER, SignIns.MOST_WRONG);

        assertThat(signIns.permit(STRANGER, used).actor().name()).isEqualTo("used");
    }

    @Test
    void aTokenThatWasRevokedIsAsWrongAsAnother() {
        String used = token("used");
        signIns.permit(STRANGER, used);
        issued.revoke("used", "admin");

        for (int i = 0; i < SignIns.MOST_WRONG; i++) {
            assertThat(refusal(STRANGER, used)).isEqualTo(ErrorCode.UNAUTHENTICATED);
        }
        assertThat(refusal(STRANGER, used)).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
    }

    @Test
    void othersAndTheMachineItselfAreNotSlowedDown() {
        guess(STRANGER, SignIns.MOST_WRONG);

        guess(InetAddress.ofLiteral("192.0.2.8"), 1);
        guess(InetAddress.getLoopbackAddress(), 3 * SignIns.MOST_WRONG);
    }

    @Test
    void aNetworkOfVersionSixIsOneStranger() {
        for (int i = 0; i < SignIns.MOST_WRONG; i++) {
            guess(InetAddress.ofLiteral("2001:db8:0:1::" + i), 1);
        }

        assertThat(refusal(InetAddress.ofLiteral("2001:db8:0:1:ffff::1"), "guess"))
                .isEqualTo(ErrorCode.QUOTA_EXCEEDED);
        guess(InetAddress.ofLiteral("2001:db8:0:2::1"), 1);
    }

    @Test
    void guessesThatAreFarApartAreCountedAnew() {
        guess(STRANGER, SignIns.MOST_WRONG - 1);
        time.advance(Duration.ofSeconds(61));

        guess(STRANGER, SignIns.MOST_WRONG);
    }
}
