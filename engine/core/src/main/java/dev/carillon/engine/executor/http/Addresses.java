package dev.carillon.engine.executor.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/// Keeps HTTP jobs away from addresses that are the machine's or its provider's own.
final class Addresses {
    private Addresses() {}

    /// Why the address may not be called; empty when it may.
    ///
    /// @param allow hosts, or hosts with port, that are allowed all the same
    static Optional<String> refusal(URI uri, List<String> allow) {
        String host = uri.getHost();
        if (host == null || uri.getScheme() == null || !uri.getScheme().matches("https?")) {
            return Optional.of("\"" + uri + "\" is no http or https address");
        }
        if (allow.contains(host) || allow.contains(host + ":" + uri.getPort())) {
            return Optional.empty();
        }
        try {
            for (var address : InetAddress.getAllByName(host)) {
                if (address.isLoopbackAddress()
                        || address.isAnyLocalAddress()
                        || address.isLinkLocalAddress()) {
                    return Optional.of(
                            host
                                    + " is "
                                    + address.getHostAddress()
                                    + ", an address of the machine itself; add it to the task's \"allow\" to call it");
                }
            }
            return Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.of("the host " + host + " is not known");
        }
    }
}
