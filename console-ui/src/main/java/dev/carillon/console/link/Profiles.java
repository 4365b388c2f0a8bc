package dev.carillon.console.link;

import dev.carillon.api.Json;

import tools.jackson.core.type.TypeReference;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The clusters that the console knows, in the order they were added.
public final class Profiles {
    private static final String KEY = "connections";
    private final Memory memory;

    public Profiles(Memory memory) {
        this.memory = memory;
    }

    public List<Profile> all() {
        return memory.recall(KEY)
                .map(text -> Json.mapper().readValue(text, new TypeReference<List<Profile>>() {}))
                .orElse(List.of());
    }

    public Optional<Profile> named(String name) {
        return all().stream().filter(profile -> profile.name().equals(name)).findFirst();
    }

    /// Adds it, or replaces the one of its name.
    public void put(Profile profile) {
        var all = new ArrayList<>(all());
        int place = 0;
        while (place < all.size() && !all.get(place).name().equals(profile.name())) {
            place++;
        }
        if (place < all.size()) {
            all.set(place, profile);
        } else {
            all.add(profile);
        }
        keep(all);
    }

    /// Where the nodes of its cluster answered last, without the address that it was given.
    public List<URI> nodes(Profile profile) {
        return memory.recall(nodesKey(profile.name()))
                .map(text -> Json.mapper().readValue(text, Nodes.class))
                .filter(known -> known.by.equals(profile.address()))
                .map(Nodes::others)
                .orElse(List.of());
    }

    /// Keeps where the nodes of its cluster answer.
    public void keepNodes(Profile profile, List<URI> all) {
        var others = all.stream().filter(each -> !each.equals(profile.address())).sorted().toList();
        memory.remember(
                nodesKey(profile.name()),
                Json.mapper().writeValueAsString(new Nodes(profile.address(), others)));
    }

    private static String nodesKey(String name) {
        return "nodes." + name;
    }

    /// @param by the address that a node of them told them at; with another one it may be another cluster
    private record Nodes(URI by, List<URI> others) {}

    public void remove(String name) {
        var all = new ArrayList<>(all());
        all.removeIf(profile -> profile.name().equals(name));
        keep(all);
        memory.forget(nodesKey(name));
    }

    /// Brings back one that was removed.
    ///
    /// @param place in the order, the last where there are fewer by now
    /// @param nodes where those of its cluster answered
    public void restore(Profile profile, int place, List<URI> nodes) {
        var all = new ArrayList<>(all());
        all.add(Math.min(place, all.size()), profile);
        keep(all);
        keepNodes(profile, nodes);
    }

    private void keep(List<Profile> all) {
        memory.remember(KEY, Json.mapper().writeValueAsString(all));
    }
}
