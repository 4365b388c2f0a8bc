package dev.carillon.engine.http;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// Where the API listens.
///
/// @param port 0 takes a free one
public record ApiConfig(String host, int port) {
    public ApiConfig {
        try {
            if (!InetAddress.getByName(host).isLoopbackAddress()) {
                throw new CarillonException(
                        ErrorCode.UNAVAILABLE,
                        "api.host " + host + " is not a loopback address; other addresses need TLS, which this version has not");
            }
        } catch (UnknownHostException e) {
            throw new CarillonException(ErrorCode.UNAVAILABLE, "api.host " + host + " is not known", e);
        }
    }
}
