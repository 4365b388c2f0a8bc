package dev.carillon.api;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Bounds what is read of a text. YAML can name a part and repeat it, so a few lines can stand for
/// billions of values, or for a part that holds itself.
final class DocumentSize {
    private static final int MOST_NODES = 500_000;
    private static final int DEEPEST = 50;

    private final Complaints complaints;
    private int nodes;

    DocumentSize(Complaints complaints) {
        this.complaints = complaints;
    }

    /// @throws CarillonException INVALID_DEFINITION when all that was added is too much
    void add(Node node) {
        add(node, 0);
    }

    private void add(Node node, int depth) {
        if (++nodes > MOST_NODES) {
            throw complaints.refusal(
                    node.getStartMark(),
                    "more than " + MOST_NODES + " values, those repeated by aliases included");
        }
        if (depth > DEEPEST) {
            throw complaints.refusal(
                    node.getStartMark(), "nested deeper than " + DEEPEST + " levels");
        }
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(each -> add(each, depth + 1));
        } else if (node instanceof MappingNode mapping) {
            mapping.getValue()
                    .forEach(
                            entry -> {
                                add(entry.getKeyNode(), depth + 1);
                                add(entry.getValueNode(), depth + 1);
                            });
        }
    }
}
