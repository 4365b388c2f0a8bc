package dev.carillon.node;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.regex.Pattern;

/// What a node tells clients and other nodes of where its API is.
///
/// @param host a name or an address
/// @param port null is the one it listens on
record Advertised(String host, @Nullable Integer port) {
    private static final Pattern TEXT =
            Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]]+)(?::(\\d{1,5}))?");
    private static final Pattern NAME =
            Pattern.compile(
                    "(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\\.[A-Za-z0-9][A-Za-z0-9-]{0,62})*");

    /// Reads `host`, `host:port`, an IPv6 address or `[address]:port`.
    ///
    /// @throws IllegalArgumentException for anything else, and for what no client can connect to
    static Advertised parse(String text) {
        if (isAddress(text)) {
            return new Advertised(text, null);
        }
        var parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(text);
        }
        String host = parts.group(1).replaceAll("[\\[\\]]", "");
        int port = parts.group(2) == null ? 1 : Integer.parseInt(parts.group(2));
        if (port < 1 || port > 65_535 || !isAddress(host) && !isName(host)) {
            throw new IllegalArgumentException(text);
        }
        return new Advertised(host, parts.group(2) == null ? null : port);
    }

    /// Whether a certificate can be for it.
    static boolean isName(String host) {
        // 300.1.1.1 is no name either.
        return NAME.matcher(host).matches() && !host.matches("[0-9.]+");
    }

    private static boolean isAddress(String host) {
        try {
            return !InetAddress.ofLiteral(host).isAnyLocalAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
