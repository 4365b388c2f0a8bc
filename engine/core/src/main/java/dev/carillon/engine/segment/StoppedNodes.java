package dev.carillon.engine.segment;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.store.Tx;

/// The nodes of a database on which none works, for a change that no node may miss. One that only lost its session
/// with the database, as behind a cut network, may come back with what it knew before.
public final class StoppedNodes {
    private StoppedNodes() {}

    /// Gives up those that did not end by themselves, and takes their segments. A member of a cluster finds itself
    /// given up with its next beat, a node without others that it owns nothing; both start anew.
    ///
    /// @throws CarillonException CONFLICT when one renews its lease
    public static void giveUp(Tx tx) {
        giveUp(tx, tx.segments().count());
    }

    /// The same, and makes another number of segments of theirs.
    ///
    /// @param segments how many there are from now on, 0 where there are none yet
    static void giveUp(Tx tx, int segments) {
        for (var node : tx.nodes().up()) {
            if (!tx.nodes().giveUp(node.id(), node.beat())) {
                throw new CarillonException(
                        ErrorCode.CONFLICT,
                        "node " + node.name() + " works on this database again; stop it first");
            }
        }
        if (segments > 0) {
            tx.segments().replaceAll(segments);
        }
    }
}
