package dev.carillon.cluster.keys;

import dev.carillon.engine.auth.SharedFile;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// What the nodes of a cluster share.
///
/// @param replaced sums of what was so before, the newest first, by which a node knows that its folder is not a
///     stranger's
record KeyRing(Authority authority, String secretKey, String adminToken, List<String> replaced) {
    // Each replacement adds three.
    private static final int MOST_REPLACED = 90;
    private static final int FIXED_LINES = 3;

    KeyRing {
        replaced = List.copyOf(replaced);
    }

    /// Of a text that one has given.
    static KeyRing of(String text) {
        var lines = text.lines().toList();
        return new KeyRing(
                Authority.of(lines.get(0)),
                lines.get(1),
                lines.get(2),
                lines.subList(FIXED_LINES, lines.size()));
    }

    String text() {
        return String.join("\n", authority.text(), secretKey, adminToken)
                + replaced.stream().map(sum -> "\n" + sum).reduce("", String::concat);
    }

    /// All of it new.
    KeyRing next(Instant now) {
        var before = Stream.of(authority.text(), secretKey, adminToken).map(SharedFile::sum);
        return new KeyRing(
                Authority.create(now),
                SharedFile.random(),
                SharedFile.random(),
                Stream.concat(before, replaced.stream()).limit(MOST_REPLACED).toList());
    }
}
