package dev.carillon.console.connections;

import dev.carillon.console.link.Memory;

import java.util.Optional;

/// The node of this machine that the console itself started, and what becomes of it when the window is closed. One that
/// somebody else started, such as the system, is left alone.
public final class OwnNode {
    private static final String STARTED = "this.computer.started";
    private static final String LEFT = "this.computer.left";

    /// What becomes of it.
    enum Leaving {
        KEEP,
        STOP
    }

    private final LocalNode node;
    private final Memory memory;

    public OwnNode(LocalNode node, Memory memory) {
        this.node = node;
        this.memory = memory;
    }

    LocalNode node() {
        return node;
    }

    /// Whether the process that works is the one that the console started, now or earlier.
    boolean works() {
        var works = node.process();
        return works.isPresent() && works.equals(memory.recall(STARTED));
    }

    /// The one that works was just started here.
    void started() {
        node.process().ifPresent(process -> memory.remember(STARTED, process));
    }

    /// What the person chose; empty before.
    Optional<Leaving> leaving() {
        return memory.recall(LEFT).map(Leaving::valueOf);
    }

    void choose(Leaving leaving) {
        memory.remember(LEFT, leaving.name());
    }
}
