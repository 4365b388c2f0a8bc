package dev.carillon.engine.http;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.trust.NodeUrl;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import javax.net.ssl.SSLContext;

/// Where the API listens and what it is called. Without TLS only addresses of the machine itself are possible.
///
/// @param host `localhost` or an address, also one that stands for all
/// @param port 0 takes a free one
/// @param tls null is plain HTTP
public record ApiConfig(String host, int port, @Nullable Tls tls) {
    /// How it is reached from elsewhere.
    ///
    /// @param context with the certificate of this node
    /// @param names hosts by which requests may name this node, beside loopback ones and the address they came to
    /// @param ports by which they may, beside the one it listens on
    public record Tls(SSLContext context, Set<String> names, Set<Integer> ports) {
        public Tls {
            names =
                    names.stream()
                            .map(each -> each.toLowerCase(Locale.ROOT))
                            .collect(Collectors.toUnmodifiableSet());
            ports = Set.copyOf(ports);
        }
    }

    public ApiConfig {
        if (tls == null && !loopback(host)) {
            throw new CarillonException(
                    ErrorCode.FORBIDDEN,
                    "The API cannot listen on "
                            + host
                            + " without TLS, as others reach that address; use 127.0.0.1 or ::1, or give a certificate");
        }
        if (port < 0 || port > 65_535) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST, port + " is not a port; use 0 to 65535");
        }
    }

    /// Plain HTTP for the machine itself.
    public ApiConfig(String host, int port) {
        this(host, port, null);
    }

    String scheme() {
        return tls == null ? "http" : "https";
    }

    /// What a request without a port means.
    int usualPort() {
        return tls == null ? 80 : 443;
    }

    /// Whether the text names the machine itself. Asks no name server.
    public static boolean loopback(String host) {
        return NodeUrl.isLoopback(host);
    }

    /// The address that the text is; null for names. Asks no name server.
    static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
