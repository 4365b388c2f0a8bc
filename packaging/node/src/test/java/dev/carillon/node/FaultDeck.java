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
    private final Set<Fault> possible = EnumSet.noneOf(Fault.class);
    private final Set<Fault> impossible = EnumSet.noneOf(Fault.class);

    /// @param only names of faults with commas between, or empty for all
    FaultDeck(String only) throws IOException, InterruptedException {
        var arrangements = EnumSet.noneOf(Arrangement.class);
        for (var each : Arrangement.values()) {
            if (each.isPossible()) {
                arrangements.add(each);
            }
        }
        (only.isEmpty()
                        ? Stream.of(Fault.values()).filter(fault -> fault.weight > 0)
                        : Stream.of(only.split(",", -1)).map(Fault::valueOf))
                .forEach(
                        fault ->
                                (arrangements.contains(fault.arrangement) ? possible : impossible)
                                        .add(fault));
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
                possible.forEach(
                        fault ->
                                deck.addAll(Collections.nCopies(Math.max(1, fault.weight), fault)));
                Collections.shuffle(deck, random);
            }
            drawn.add(deck.removeLast());
        }
        return drawn;
    }
}
