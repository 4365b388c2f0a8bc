package dev.carillon.engine.change;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.store.ChangeTable.ChangeRow;
import dev.carillon.engine.store.ChangeTable.StoredChange;
import dev.carillon.engine.store.Tx;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.function.Supplier;

/// Writes the log of changes. Whoever changes something that an operator may ask for calls [#record] in the same
/// transaction, when what it changes is locked already; nothing is recorded when nothing changed.
///
/// A change that takes another one back is recorded like any other, and both rows name each other. It is refused, and
/// with it its transaction, when the other one was taken back already or a later change of the same aspect holds. When
/// what took a change back is taken back itself, the first one holds again.
public final class ChangeLog {
    private static final ScopedValue<ChangeRow> UNDOING = ScopedValue.newInstance();

    private ChangeLog() {}

    /// Records a change.
    ///
    /// @return its id
    /// @throws CarillonException CONFLICT or CHANGED_MEANWHILE when it takes another one back and must not
    public static long record(Tx tx, Entry entry) {
        var undone = UNDOING.isBound() ? UNDOING.get() : null;
        long id =
                tx.changeLog()
                        .insert(
                                new StoredChange(
                                        row(entry, undone == null ? null : undone.id()),
                                        text(entry.before()),
                                        text(entry.after())));
        if (undone != null) {
            takeBack(tx, undone, id);
        }
        return id;
    }

    private static ChangeRow row(Entry entry, @Nullable Long undoes) {
        return new ChangeRow(
                0,
                entry.atUs(),
                entry.by(),
                entry.action().word(),
                entry.action().kind(),
                entry.key(),
                entry.note(),
                undoes,
                null);
    }

    private static @Nullable String text(@Nullable JsonNode state) {
        return state == null ? null : state.toString();
    }

    /// Does what takes a change back; what is recorded meanwhile names it. It is to be one change.
    public static <T> T undoing(ChangeRow change, Supplier<T> work) {
        return ScopedValue.where(UNDOING, change).call(work::get);
    }

    private static void takeBack(Tx tx, ChangeRow undone, long by) {
        if (!tx.changeLog().undone(undone.id(), by)) {
            throw new CarillonException(
                    ErrorCode.CONFLICT, "change " + undone.id() + " is undone already");
        }
        var later =
                Action.of(undone.action())
                        .flatMap(
                                action ->
                                        tx.changeLog().after(undone, action.rivals()).stream()
                                                .filter(each -> holdsAgainst(each, undone, by))
                                                .findFirst());
        if (later.isPresent()) {
            throw new CarillonException(
                    ErrorCode.CHANGED_MEANWHILE,
                    "change "
                            + undone.id()
                            + " is not the last of its kind: change "
                            + later.get().id()
                            + " ("
                            + later.get().action()
                            + " by "
                            + later.get().actor()
                            + ") came after it; undo that first");
        }
        var first = undone.undoes();
        if (first != null) {
            tx.changeLog().holdsAgain(first);
        }
    }

    // Later changes that were taken back, and those that did so, are as if they had not been.
    private static boolean holdsAgainst(ChangeRow later, ChangeRow undone, long by) {
        var undoes = later.undoes();
        return later.id() != by
                && later.undoneBy() == null
                && (undoes == null || undoes <= undone.id());
    }
}
