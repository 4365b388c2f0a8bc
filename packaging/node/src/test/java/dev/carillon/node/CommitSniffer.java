package dev.carillon.node;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/// Sees in the messages of one connection to PostgreSQL which of them commits, prepared statements included.
final class CommitSniffer {
    private final Set<String> commits = new HashSet<>();
    private boolean bound;

    /// @param type of the message
    /// @param body without type and length
    /// @return whether the server commits when it gets this message
    boolean isCommit(char type, byte[] body) {
        var rest = ByteBuffer.wrap(body);
        switch (type) {
            case 'Q' -> {
                return text(rest).equalsIgnoreCase("COMMIT");
            }
            case 'P' -> {
                String name = text(rest);
                if (text(rest).equalsIgnoreCase("COMMIT")) {
                    commits.add(name);
                } else {
                    commits.remove(name);
                }
            }
            case 'B' -> {
                text(rest);
                bound = commits.contains(text(rest));
            }
            case 'E' -> {
                return bound;
            }
            default -> {}
        }
        return false;
    }

    private static String text(ByteBuffer from) {
        int begin = from.position();
        while (from.get() != 0) {
            // on to its end
        }
        return new String(from.array(), begin, from.position() - 1 - begin, StandardCharsets.UTF_8);
    }
}
