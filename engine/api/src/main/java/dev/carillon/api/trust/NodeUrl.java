package dev.carillon.api.trust;

import dev.carillon.api.Carillon.NodeView;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Objects;

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

    /// Where the nodes answer, of those that have an API.
    public static List<URI> of(List<NodeView> nodes) {
        return nodes.stream().map(NodeView::url).filter(Objects::nonNull).toList();
    }

    /// Whether a token stays secret on its way there.
    public static boolean isSecret(URI address) {
        return isHttps(address)
                || isLoopback(String.valueOf(address.getHost()).replaceAll("[\\[\\]]", ""));
    }

    public static boolean isHttps(URI address) {
        return "https".equalsIgnoreCase(address.getScheme());
    }

    /// Whether the host is the machine itself, by what it is called: names are not looked up, since who answers for them
    /// may say anything.
    ///
    /// @param host a name or an address, IPv6 without brackets
    public static boolean isLoopback(String host) {
        try {
            return host.equalsIgnoreCase("localhost")
                    || InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
