package dev.carillon.node;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/// Which faults happen, in which order: drawn like cards, so that each comes as often as its weight says.
final class FaultDeck {
    private final List<Fault> possible = new ArrayList<>();
    private final Set<Fault> impossible = EnumSet.noneOf(Fault.class);

    /// @param only names of faults with commas between, one as often as it shall come relative to the others; empty
    ///     for all as often as each weighs
    FaultDeck(String only) throws IOException, InterruptedException {
        var arrangements = EnumSet.noneOf(Arrangement.class);
        for (var each : Arrangement.values()) {
            if (each.isPossible()) {
                arrangements.add(each);
            }
        }
        for (var fault : only.isEmpty() ? byWeight() : named(only)) {
            (arrangements.contains(fault.arrangement) ? possible : impossible).add(fault);
        }
    }

    private static List<Fault> byWeight() {
        return Stream.of(Fault.values())
                .flatMap(fault -> Collections.nCopies(fault.weight, fault).stream())
                .toList();
    }

    private static List<Fault> named(String names) {
        return Stream.of(names.split(",", -1)).map(Fault::valueOf).toList();
    }

    /// What this machine cannot do.
    Set<Fault> impossible() {
        return Collections.unmodifiableSet(impossible);
    }

    List<Fault> draw(int count, Random random) {
        var deck = new ArrayList<Fault>();
        var drawn = new ArrayList<Fault>();
        while (drawn.size() < count && !possible.isEmpty()) {
            if (deck.isEmpty()) {
                deck.addAll(possible);
                Collections.shuffle(deck, random);
            }
            drawn.add(deck.removeLast());
        }
        return drawn;
    }
}
