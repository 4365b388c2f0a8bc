package dev.carillon.console.link;

import dev.carillon.api.Carillon;

import java.net.URI;
import java.util.List;

/// How the console connects to a cluster.
public interface Client {
    /// @param nodes where other nodes of the cluster answered last; asked when the one of the profile does not answer
    Carillon connect(Profile profile, List<URI> nodes);
}
