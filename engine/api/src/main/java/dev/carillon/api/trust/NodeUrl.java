package dev.carillon.api.trust;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;

/// Addresses of nodes. Plain HTTP is for the machine of the node only.
public final class NodeUrl {
    private NodeUrl() {}

    /// Reads an address as people write it: without a scheme it is plain HTTP on this machine, and https elsewhere.
    ///
    /// @throws URISyntaxException for what is none
    public static URI read(String text) throws URISyntaxException {
        if (text.contains("://")) {
            return new URI(text);
        }
        var here = new URI("http://" + text);
        return isSecret(here) ? here : new URI("https://" + text);
    }

    /// Whether a token stays secret on its way there.
    public static boolean isSecret(URI address) {
        return isHttps(address) || isThisMachine(String.valueOf(address.getHost()));
    }

    public static boolean isHttps(URI address) {
        return "https".equalsIgnoreCase(address.getScheme());
    }

    private static boolean isThisMachine(String host) {
        try {
            return host.equalsIgnoreCase("localhost")
                    || InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            // Names are not looked up: who answers for them may say anything.
            return false;
        }
    }
}
