package dev.carillon.console.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;

class ErrorReportTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final Profile CLUSTER =
            new Profile("billing", URI.create("https://a:7180"), "s3cr3t", Tint.GREEN, false);

    private static String of(CarillonException why) {
        return ErrorReport.of("The run was not cancelled", why, CLUSTER, NOW);
    }

    @Test
    void codeRequestClusterTimeAndCausesAreInIt() {
        var why =
                new CarillonException(
                        ErrorCode.UNAVAILABLE,
                        "no node answers",
                        new IllegalStateException("asking", new IOException("reset by peer")),
                        "POST https://a:7180/api/v1/runs/42:cancel");

        assertThat(of(why))
                .isEqualTo(
                        """
                        The run was not cancelled
                        no node answers

                        Code: UNAVAILABLE
                        Asked: POST https://a:7180/api/v1/runs/42:cancel
                        Cluster: billing, https://a:7180
                        At: 2026-11-26T12:00:00Z
                        Because of: java.lang.IllegalStateException: asking
                        Because of: java.io.IOException: reset by peer""");
    }

    @Test
    void aDefectSaysWhereItHappened() {
        var why = new CarillonException(ErrorCode.BUG, "it failed", new IllegalStateException("x"));

        assertThat(of(why)).contains("Code: BUG").contains("    dev.carillon.console.parts");
    }

    @Test
    void noSecretIsInIt() {
        var why =
                new CarillonException(
                        ErrorCode.BUG,
                        "s3cr3t is wrong",
                        new IOException("Authorization: Bearer abc.def password=hunter2"),
                        "GET https://me:pass@a:7180/api/v1/runs?token=xyz");

        assertThat(of(why))
                .doesNotContain("s3cr3t")
                .doesNotContain("abc.def")
                .doesNotContain("hunter2")
                .doesNotContain("me:pass")
                .doesNotContain("xyz");
    }
}
