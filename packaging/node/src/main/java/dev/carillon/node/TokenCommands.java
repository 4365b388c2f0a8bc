package dev.carillon.node;

import dev.carillon.api.NewToken;
import dev.carillon.api.Role;
import dev.carillon.api.TokenView;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Commands about the tokens of others: `carillon token COMMAND`.
final class TokenCommands {
    private static final String NAME = "Name of the token";

    private TokenCommands() {}

    @Command(
            description = {
                "Make a token that every node of the cluster accepts, and print it. It is not stored and not shown again.",
                "For example: (umask 077 && carillon token create board --role viewer > board.token)",
                ""
            })
    static int create(
            @Mixin Target target,
            @Parameters(paramLabel = "NAME", description = "Name under which what it does is told")
                    String name,
            @Option(
                            names = "--role",
                            required = true,
                            paramLabel = "ROLE",
                            description =
                                    "viewer reads; operator also runs, repairs and pauses; author also defines and deletes; admin may do everything")
                    Role role,
            @Option(
                            names = "--expires",
                            paramLabel = "TIME",
                            description =
                                    "After which it is refused, such as 90d; default: without end")
                    @Nullable String time) {
        NewToken made =
                target.carillon()
                        .createToken(name, role, time == null ? null : Moment.duration(time));
        if (!target.json) {
            target.err().println(PlainText.line(said(made.token())));
        }
        target.answer(made, made.secret());
        return Exit.OK;
    }

    private static String said(TokenView token) {
        Instant end = token.expiresAt();
        return "token %s with the role %s, %s; it is not shown again"
                .formatted(
                        token.name(),
                        token.role().word(),
                        end == null ? "without end" : Times.until(end));
    }

    @Command(description = {"List the tokens that were made, also those that are refused.", ""})
    static int list(@Mixin Target target) {
        var tokens = target.carillon().tokens();
        target.answer(tokens, table(tokens));
        return Exit.OK;
    }

    static TextTable table(List<TokenView> tokens) {
        return new TextTable(
                List.of("TOKEN", "ROLE", "MADE", "BY", "LAST USED", "EXPIRES", "REVOKED"),
                tokens.stream()
                        .map(
                                token ->
                                        List.of(
                                                token.name(),
                                                token.role().word(),
                                                Times.orDash(token.createdAt()),
                                                token.createdBy(),
                                                Times.orDash(token.lastUsedAt()),
                                                Times.orDash(token.expiresAt()),
                                                Times.orDash(token.revokedAt())))
                        .toList());
    }

    @Command(
            description = {
                "Refuse a token from now on. Every node does within two seconds, and feeds that it opened end.",
                ""
            })
    static int revoke(
            @Mixin Target target,
            @Parameters(paramLabel = "NAME", description = NAME) String name) {
        target.carillon().revokeToken(name);
        target.answer(Map.of("revoked", name), "revoked token " + name);
        return Exit.OK;
    }
}
