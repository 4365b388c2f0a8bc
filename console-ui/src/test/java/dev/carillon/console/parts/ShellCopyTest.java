package dev.carillon.console.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import org.junit.jupiter.api.Test;

import java.net.URI;

class ShellCopyTest {
    private static final Profile CLUSTER =
            new Profile("live", URI.create("https://node1:7180/"), "secret", Tint.RED, true);

    @Test
    void aCommandNamesTheClusterAndQuotesForTheShell() {
        var copy = ShellCopy.get(ShellCopy.words("failures", "show", "a b"), "/api/v1/failures/x");

        assertThat(copy.command(CLUSTER))
                .isEqualTo("carillon failures show 'a b' --url https://node1:7180/");
    }

    @Test
    void aRequestHasNoToken() {
        assertThat(new ShellCopy("", "PUT", "/api/v1/queues/mail", "{}").curl(CLUSTER))
                .isEqualTo(
                        "curl -X PUT -H \"Authorization: Bearer $CARILLON_TOKEN\""
                                + " -H 'Content-Type: application/json' -d '{}'"
                                + " https://node1:7180/api/v1/queues/mail");
    }
}
