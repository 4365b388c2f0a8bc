package dev.carillon.cluster;

import java.util.Collection;
import java.util.List;
import java.util.UUID;

/// Nodes that do not talk to each other, where ports are closed. They find everything in the tables, later.
public final class DatabaseMembership implements Membership {
    @Override
    public void know(Collection<String> addresses) {
        // They are not called at.
    }

    @Override
    public void start(Listener listener) {
        // There is nobody to be heard.
    }

    @Override
    public List<UUID> view() {
        return List.of();
    }

    @Override
    public boolean talks() {
        return false;
    }

    @Override
    public void tell(Hint hint) {
        // Others find it by polling.
    }

    @Override
    public void tell(UUID node, Hint hint) {
        // It finds it by polling.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
