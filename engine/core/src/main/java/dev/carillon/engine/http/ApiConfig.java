package dev.carillon.engine.http;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/// Where the API listens. Only addresses of the machine itself, as there is no TLS yet.
///
/// @param host `localhost` or a loopback address
/// @param port 0 takes a free one
public record ApiConfig(String host, int port) {
    public ApiConfig {
        if (!loopback(host)) {
            throw new CarillonException(
                    ErrorCode.FORBIDDEN,
                    "The API cannot listen on "
                            + host
                            + ": an address that others reach needs TLS, which is not there yet; use 127.0.0.1 or ::1");
        }
        if (port < 0 || port > 65_535) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST, port + " is not a port; use 0 to 65535");
        }
    }

    /// Whether the text names the machine itself. Asks no name server.
    static boolean loopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || literal(host) instanceof InetAddress a && a.isLoopbackAddress();
    }

    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
