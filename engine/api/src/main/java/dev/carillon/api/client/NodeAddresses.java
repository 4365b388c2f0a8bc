package dev.carillon.api.client;

import dev.carillon.api.trust.NodeUrl;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where the nodes of a cluster answer: the one that is asked now, and those to go on with when it does not. Safe for
/// several threads.
final class NodeAddresses {
    private URI current;
    private List<URI> known;

    NodeAddresses(URI first) {
        current = first;
        known = List.of(first);
    }

    synchronized URI current() {
        return current;
    }

    /// What a node told; the one that is asked stays so. Who began with https goes on with https only, since plain
    /// HTTP is of the machine of the node that told it.
    synchronized void learn(List<URI> addresses) {
        var all = new ArrayList<>(addresses);
        all.removeIf(
                each ->
                        !NodeUrl.isSecret(each)
                                || NodeUrl.isHttps(current) && !NodeUrl.isHttps(each));
        if (!all.contains(current)) {
            all.addFirst(current);
        }
        known = List.copyOf(all);
    }

    /// Goes on to the next one after one that did not answer, unless another thread did so already.
    ///
    /// @param failures how many did not answer in this request so far
    /// @return empty when all were tried
    synchronized Optional<URI> after(URI failed, int failures) {
        if (failures >= known.size()) {
            return Optional.empty();
        }
        if (current.equals(failed)) {
            current = known.get((known.indexOf(failed) + 1) % known.size());
        }
        return Optional.of(current);
    }
}
