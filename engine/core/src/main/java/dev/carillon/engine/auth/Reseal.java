package dev.carillon.engine.auth;

import dev.carillon.engine.store.RunTable.Sealed;
import dev.carillon.engine.store.Tx;

import java.util.List;
import java.util.UUID;
import java.util.function.LongConsumer;

/// Seals the secret parameters of all runs again, whatever their state, by the newest key of what opens them. They are
/// stored nowhere else: definitions and the log of changes have none, and messages and output have them masked.
public final class Reseal {
    private static final int AT_ONCE = 1_000;

    private Reseal() {}

    /// Does it within a transaction. What no key opens stays as it is.
    ///
    /// @param progress told now and then how many runs were looked at; may begin again
    /// @return how many runs had secrets
    public static long all(Tx tx, Secrets secrets, LongConsumer progress) {
        long resealed = 0;
        long seen = 0;
        UUID last = null;
        List<Sealed> runs;
        do {
            runs = tx.runs().sealedAfter(last, AT_ONCE);
            var changed = runs.stream().flatMap(run -> resealed(run, secrets).stream()).toList();
            tx.runs().reseal(changed);
            resealed += changed.size();
            seen += runs.size();
            last = runs.isEmpty() ? null : runs.getLast().run();
            progress.accept(seen);
        } while (runs.size() == AT_ONCE);
        return resealed;
    }

    private static List<Sealed> resealed(Sealed run, Secrets secrets) {
        String before = run.parameters();
        String after = before == null ? null : secrets.reseal(before);
        return after == null || after.equals(before)
                ? List.of()
                : List.of(new Sealed(run.run(), after));
    }
}
