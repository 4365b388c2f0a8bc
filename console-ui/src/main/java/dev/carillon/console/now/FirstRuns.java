package dev.carillon.console.now;

import dev.carillon.api.Carillon.RunCount;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.parts.StillRows;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// A list of the first runs in some states. Some more than are shown are kept, and behind the last of these nothing is known.
final class FirstRuns {
    /// Not all are shown.
    ///
    /// @param total how many there are
    record Share(int shown, RunCount total) {}

    private final StillRows<RunView> rows = new StillRows<>(RunView::id);
    private final ReadOnlyObjectWrapper<@Nullable Share> share = new ReadOnlyObjectWrapper<>();
    private final Set<RunState> states;
    private final Comparator<RunView> order;
    private final int most;
    private final int kept;
    private int count;
    // Since it was read.
    private int highest;
    // All before it are known, and none after it; null when all are.
    private @Nullable RunView last;

    /// @param most as many as are shown
    /// @param kept as many as are known
    FirstRuns(Set<RunState> states, Comparator<RunView> order, int most, int kept) {
        this.states = states;
        this.order = order;
        this.most = most;
        this.kept = kept;
    }

    StillRows<RunView> rows() {
        return rows;
    }

    /// Null when all are shown.
    ReadOnlyObjectProperty<@Nullable Share> shareProperty() {
        return share.getReadOnlyProperty();
    }

    /// @param counted how many there are, as a node counted them lately; null when it did not
    void countTotal(@Nullable RunCount counted) {
        int shown = rows.latest().size();
        var total =
                last == null || counted == null || counted.count() < count
                        ? new RunCount(count, last != null)
                        : counted;
        share.set(last == null && count == shown ? null : new Share(shown, total));
    }

    /// @param read among which all of its own were just read, unless there are more
    void read(Collection<RunView> read, boolean more) {
        var own = own(read);
        highest = own.size();
        last = more && !own.isEmpty() ? own.getLast() : null;
    }

    private List<RunView> own(Collection<RunView> all) {
        return all.stream().filter(run -> states.contains(run.state())).sorted(order).toList();
    }

    /// Shows the first.
    ///
    /// @return those that it needs not know
    List<RunView> show(Collection<RunView> all) {
        var own = own(all);
        var end = last;
        int within =
                end == null
                        ? own.size()
                        : (int) own.stream().filter(run -> order.compare(run, end) <= 0).count();
        count = Math.min(within, kept);
        highest = Math.max(highest, count);
        if (count < within) {
            last = own.get(count - 1);
        }
        rows.apply(own.subList(0, Math.min(count, most)));
        return own.subList(count, own.size());
    }

    /// Whether it shows fewer than it could, since some left it after it was read.
    boolean isShort() {
        return last != null && count < most && count < highest;
    }
}
