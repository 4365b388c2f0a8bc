package dev.carillon.engine;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Json;
import dev.carillon.engine.change.Action;
import dev.carillon.engine.change.ChangeLog;
import dev.carillon.engine.change.Entry;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.Objects;
import java.util.function.LongSupplier;

/// Keeps runs away from nodes and lets them back.
final class Cordons {
    private final Stores stores;
    private final LongSupplier nowUs;

    /// @param nowUs lower bound of the database's clock
    Cordons(Stores stores, LongSupplier nowUs) {
        this.stores = stores;
        this.nowUs = nowUs;
    }

    /// @param name of the node, or its id
    /// @param untilUs null to let it take runs
    /// @throws CarillonException NOT_FOUND
    NodeRow set(String name, @Nullable Long untilUs, String by) {
        return stores.transaction(
                tx -> {
                    var node = find(tx, name);
                    if (!Objects.equals(node.cordonedUntilUs(), untilUs)) {
                        tx.nodes().cordon(node.id(), untilUs);
                        ChangeLog.record(tx, entry(node, untilUs, by));
                    }
                    return find(tx, name);
                });
    }

    private static NodeRow find(Tx tx, String name) {
        return tx.nodes().up().stream()
                .filter(each -> each.name().equals(name) || each.id().toString().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new CarillonException(
                                        ErrorCode.NOT_FOUND, "there is no node " + name));
    }

    private Entry entry(NodeRow node, @Nullable Long untilUs, String by) {
        return new Entry(
                        untilUs == null ? Action.NODE_UNCORDON : Action.NODE_CORDON,
                        node.name(),
                        by,
                        nowUs.getAsLong())
                .changing(state(node.cordonedUntilUs()), state(untilUs));
    }

    private static JsonNode state(@Nullable Long untilUs) {
        return Json.mapper()
                .createObjectNode()
                .put("cordonedUntil", untilUs == null ? null : Micros.instant(untilUs).toString());
    }
}
