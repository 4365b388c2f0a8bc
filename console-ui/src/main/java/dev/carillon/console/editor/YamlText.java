package dev.carillon.console.editor;

import dev.carillon.api.Json;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One YAML document with a mapping, which can be changed in places: what is not changed stays as it was written,
/// comments and order included. Immutable.
///
/// A change is made in the text, by the places that the parser gives; then the new text is read again. When it does not
/// say exactly what was wanted, as with anchors, the whole document is written anew and its comments are lost, which
/// [#commentsLost] tells.
final class YamlText {
    private static final int MOST_CHARACTERS = 1_000_000;

    /// The text is no YAML, or no mapping.
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1;
        private final int line;
        private final int column;

        Broken(int line, int column, String message) {
            super(message);
            this.line = line;
            this.column = column;
        }

        /// From 1.
        int line() {
            return line;
        }

        int column() {
            return column;
        }
    }

    private final String text;
    private final @Nullable MappingNode root;
    private final ObjectNode tree;
    private final boolean commentsLost;

    private YamlText(
            String text, @Nullable MappingNode root, ObjectNode tree, boolean commentsLost) {
        this.text = text;
        this.root = root;
        this.tree = tree;
        this.commentsLost = commentsLost;
    }

    /// @throws Broken with the place of the first error
    static YamlText of(String text) throws Broken {
        return of(text, false);
    }

    private static YamlText of(String text, boolean commentsLost) throws Broken {
        if (text.length() > MOST_CHARACTERS) {
            throw new Broken(1, 1, "the text is over " + MOST_CHARACTERS + " characters");
        }
        var settings =
                LoadSettings.builder()
                        .setAllowDuplicateKeys(true)
                        .setBufferSize(text.length() + 1)
                        .setCodePointLimit(MOST_CHARACTERS)
                        .build();
        var documents = new ArrayList<Node>();
        try {
            new Composer(settings, new ParserImpl(settings, new StreamReader(settings, text)))
                    .forEachRemaining(documents::add);
        } catch (MarkedYamlEngineException e) {
            var mark = e.getProblemMark();
            throw new Broken(
                    mark.map(each -> each.getLine() + 1).orElse(1),
                    mark.map(each -> each.getColumn() + 1).orElse(1),
                    e.getProblem());
        } catch (YamlEngineException e) {
            throw new Broken(1, 1, String.valueOf(e.getMessage()));
        }
        if (documents.size() > 1) {
            var mark = mark(documents.get(1));
            throw new Broken(
                    mark.getLine() + 1, 1, "there is a second document; one job is written here");
        }
        var document = documents.isEmpty() ? null : documents.getFirst();
        if (document == null
                || document instanceof ScalarNode scalar && scalar.getValue().isEmpty()) {
            return new YamlText(text, null, Json.mapper().createObjectNode(), commentsLost);
        }
        if (!(document instanceof MappingNode mapping)) {
            throw new Broken(
                    1, 1, "a job is written as keys with values, such as \"name: report\"");
        }
        return new YamlText(text, mapping, (ObjectNode) tree(mapping), commentsLost);
    }

    private static Mark mark(Node node) {
        return node.getStartMark().orElseThrow();
    }

    String text() {
        return text;
    }

    /// Whether the changes since the text was read lost comments.
    boolean commentsLost() {
        return commentsLost;
    }

    /// What it says.
    JsonNode tree() {
        return tree.deepCopy();
    }

    /// What is at a place; missing when nothing is.
    JsonNode at(YamlPath path) {
        return at(tree, path);
    }

    private static JsonNode at(JsonNode tree, YamlPath path) {
        JsonNode node = tree;
        for (var step : path.steps()) {
            node = step instanceof Integer index ? node.path(index) : node.path((String) step);
        }
        return node;
    }

    /// A single value as text; empty when there is none.
    String word(Object... path) {
        var node = at(YamlPath.of(path));
        return node.isValueNode() && !node.isNull() ? node.asString() : "";
    }

    private static JsonNode tree(Node node) {
        var nodes = Json.mapper().getNodeFactory();
        return switch (node) {
            case MappingNode mapping -> {
                var object = Json.mapper().createObjectNode();
                for (var entry : mapping.getValue()) {
                    object.set(name(entry), tree(entry.getValueNode()));
                }
                yield object;
            }
            case SequenceNode sequence -> {
                var array = Json.mapper().createArrayNode();
                sequence.getValue().forEach(each -> array.add(tree(each)));
                yield array;
            }
            case ScalarNode scalar -> {
                String value = scalar.getValue();
                if (scalar.getTag().equals(Tag.BOOL)) {
                    yield nodes.booleanNode(value.equals("true"));
                }
                if (scalar.getTag().equals(Tag.NULL)) {
                    yield nodes.nullNode();
                }
                if (scalar.getTag().equals(Tag.INT) && value.matches("-?[0-9]{1,18}")) {
                    yield nodes.numberNode(new BigInteger(value));
                }
                if (scalar.getTag().equals(Tag.FLOAT)
                        && value.matches("-?[0-9]{1,18}\\.[0-9]{1,18}")) {
                    yield nodes.numberNode(new BigDecimal(value));
                }
                yield nodes.stringNode(value);
            }
            default -> nodes.nullNode();
        };
    }

    private static String name(NodeTuple entry) {
        return entry.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?";
    }

    /// With another value at a place. What lies on the way to it is made; an index as large as the list adds an item.
    YamlText with(YamlPath path, JsonNode value) {
        if (at(path).toString().equals(value.toString())) {
            return this;
        }
        var parent = path.parent();
        var holder = at(parent);
        boolean fits = path.last() instanceof Integer ? holder.isArray() : holder.isObject();
        if (!fits) {
            // What is there instead, as a word for a policy, makes room.
            JsonNode made;
            if (path.last() instanceof Integer) {
                made = Json.mapper().createArrayNode().add(value);
            } else {
                made = Json.mapper().createObjectNode().set((String) path.last(), value);
            }
            return with(parent, made);
        }
        var wanted = tree.deepCopy();
        put(wanted, path, value);
        return checked(edited(path, value), wanted);
    }

    /// Without what is at a place; a mapping or list that is empty then goes with it.
    YamlText without(YamlPath path) {
        if (at(path).isMissingNode()) {
            return this;
        }
        var parent = path.parent();
        if (!parent.isRoot() && at(parent).size() == 1) {
            return without(parent);
        }
        var wanted = tree.deepCopy();
        var holder = at(wanted, parent);
        if (holder instanceof ObjectNode object) {
            object.remove((String) path.last());
        } else if (holder instanceof ArrayNode array) {
            array.remove((Integer) path.last());
        }
        return checked(removed(path), wanted);
    }

    /// With another key and value where an entry of a mapping is; what is beside it stays in its order.
    YamlText replaced(YamlPath path, String key, JsonNode value) {
        var wanted = tree.deepCopy();
        if (!(at(wanted, path.parent()) instanceof ObjectNode holder)
                || !holder.has((String) path.last())) {
            return with(path.parent().then(key), value);
        }
        var entries = holder.deepCopy();
        holder.removeAll();
        entries.forEachEntry(
                (each, old) -> {
                    boolean replaced = each.equals(path.last());
                    holder.set(replaced ? key : each, replaced ? value : old);
                });
        return checked(replacedEntry(path, key, value), wanted);
    }

    /// With an item of a list at another place of it. Comments right above the item go with it.
    YamlText moved(YamlPath list, int from, int to) {
        var wanted = tree.deepCopy();
        if (from == to || !(at(wanted, list) instanceof ArrayNode items)) {
            return this;
        }
        items.insert(to, items.remove(from));
        return checked(movedItem(list, from, to), wanted);
    }

    private static void put(ObjectNode tree, YamlPath path, JsonNode value) {
        var holder = at(tree, path.parent());
        if (holder instanceof ObjectNode object) {
            object.set((String) path.last(), value);
        } else if (holder instanceof ArrayNode array) {
            int index = (Integer) path.last();
            if (index < array.size()) {
                array.set(index, value);
            } else {
                array.add(value);
            }
        }
    }

    private YamlText checked(Optional<String> edited, ObjectNode wanted) {
        if (edited.isPresent()) {
            try {
                var read = of(edited.get());
                if (read.tree.toString().equals(wanted.toString())) {
                    return new YamlText(
                            read.text,
                            read.root,
                            read.tree,
                            commentsLost || comments(read.text) < comments(text));
                }
            } catch (Broken e) {
                // Written anew below.
                return anew(wanted);
            }
        }
        return anew(wanted);
    }

    private YamlText anew(ObjectNode wanted) {
        String written = wanted.isEmpty() ? "" : YamlWriter.block(wanted, 0) + "\n";
        try {
            return of(written, commentsLost || comments(text) > 0);
        } catch (Broken e) {
            throw new IllegalStateException("what was written cannot be read: " + written, e);
        }
    }

    /// A document that says this.
    static YamlText of(JsonNode tree) {
        try {
            return of(tree.isEmpty() ? "" : YamlWriter.block(tree, 0) + "\n");
        } catch (Broken e) {
            throw new IllegalStateException("what was written cannot be read: " + tree, e);
        }
    }

    private static int comments(String text) {
        var settings =
                LoadSettings.builder()
                        .setParseComments(true)
                        .setBufferSize(text.length() + 1)
                        .setCodePointLimit(MOST_CHARACTERS)
                        .build();
        int count = 0;
        try {
            var parser = new ParserImpl(settings, new StreamReader(settings, text));
            while (parser.hasNext()) {
                var event = parser.next();
                if (event.getEventId() == Event.ID.Comment
                        && !event.toString().contains("BLANK_LINE")) {
                    count++;
                }
            }
        } catch (YamlEngineException e) {
            // The text up to the error has them; the error itself is told where the text is read.
            return count;
        }
        return count;
    }

    // Places in the text

    private @Nullable Node node(YamlPath path) {
        Node node = root;
        for (var step : path.steps()) {
            if (node instanceof MappingNode mapping && step instanceof String name) {
                node =
                        mapping.getValue().stream()
                                .filter(entry -> name(entry).equals(name))
                                .map(NodeTuple::getValueNode)
                                .findFirst()
                                .orElse(null);
            } else if (node instanceof SequenceNode sequence
                    && step instanceof Integer index
                    && index < sequence.getValue().size()) {
                node = sequence.getValue().get(index);
            } else {
                return null;
            }
        }
        return node;
    }

    private int offset(Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }

    private int start(Node node) {
        return offset(mark(node));
    }

    /// Where its last character is over; for a block that is before the line break.
    private int end(Node node) {
        if (node instanceof CollectionNode<?> collection
                && collection.getFlowStyle() == FlowStyle.BLOCK) {
            if (node instanceof MappingNode mapping && !mapping.getValue().isEmpty()) {
                return end(mapping.getValue().getLast().getValueNode());
            }
            if (node instanceof SequenceNode sequence && !sequence.getValue().isEmpty()) {
                return end(sequence.getValue().getLast());
            }
        }
        int end = offset(node.getEndMark().orElseThrow());
        while (end > start(node) && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private int lineStart(int offset) {
        return text.lastIndexOf('\n', offset - 1) + 1;
    }

    /// Behind the line break that ends the line.
    private int lineEnd(int offset) {
        int end = text.indexOf('\n', offset);
        return end < 0 ? text.length() : end + 1;
    }

    private static boolean flows(Node node) {
        return node instanceof CollectionNode<?> collection
                && collection.getFlowStyle() == FlowStyle.FLOW;
    }

    private boolean insideFlow(YamlPath path) {
        for (var each = path; !each.isRoot(); each = each.parent()) {
            var node = node(each);
            if (node != null && flows(node)) {
                return true;
            }
        }
        return root != null && flows(root);
    }

    private String replaced(int from, int until, String by) {
        return text.substring(0, from) + by + text.substring(until);
    }

    private Optional<String> edited(YamlPath path, JsonNode value) {
        if (root == null) {
            String start = text.isBlank() || text.endsWith("\n") ? text : text + "\n";
            return Optional.of(
                    start
                            + YamlWriter.block(
                                    Json.mapper()
                                            .createObjectNode()
                                            .set((String) path.last(), value),
                                    0)
                            + "\n");
        }
        var holder = node(path.parent());
        if (holder == null) {
            return Optional.empty();
        }
        if (path.last() instanceof Integer index) {
            var items = ((SequenceNode) holder).getValue();
            return index < items.size()
                    ? replacedItem((SequenceNode) holder, index, value, insideFlow(path.parent()))
                    : appended((SequenceNode) holder, value, insideFlow(path.parent()));
        }
        var mapping = (MappingNode) holder;
        String name = (String) path.last();
        var entry = mapping.getValue().stream().filter(each -> name(each).equals(name)).findFirst();
        return entry.isPresent()
                ? replacedValue(entry.get(), value, insideFlow(path.parent()))
                : inserted(mapping, name, value, insideFlow(path.parent()));
    }

    private Optional<String> replacedValue(NodeTuple entry, JsonNode value, boolean flow) {
        int keyEnd = offset(entry.getKeyNode().getEndMark().orElseThrow());
        int colon = text.indexOf(':', keyEnd);
        int from = start(entry.getValueNode());
        int until = end(entry.getValueNode());
        if (colon < 0 || from < colon) {
            return Optional.empty();
        }
        if (flow) {
            return Optional.of(replaced(from, until, YamlWriter.flow(value)));
        }
        int column = mark(entry.getKeyNode()).getColumn();
        return Optional.of(replaced(colon + 1, until, YamlWriter.afterKey(value, column)));
    }

    private Optional<String> replacedItem(
            SequenceNode list, int index, JsonNode value, boolean flow) {
        var item = list.getValue().get(index);
        String written =
                flow ? YamlWriter.flow(value) : YamlWriter.item(value, mark(item).getColumn());
        return Optional.of(replaced(start(item), end(item), written));
    }

    private Optional<String> replacedEntry(YamlPath path, String key, JsonNode value) {
        if (!(node(path.parent()) instanceof MappingNode mapping)) {
            return Optional.empty();
        }
        var found =
                mapping.getValue().stream().filter(e -> name(e).equals(path.last())).findFirst();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var old = found.get().getKeyNode();
        String written =
                insideFlow(path.parent())
                        ? ": " + YamlWriter.flow(value)
                        : ":" + YamlWriter.afterKey(value, mark(old).getColumn());
        return Optional.of(
                replaced(
                        start(old),
                        Math.max(
                                end(found.get().getValueNode()), text.indexOf(':', start(old)) + 1),
                        YamlWriter.key(key) + written));
    }

    private record Span(int from, int until) {}

    private Optional<String> movedItem(YamlPath path, int from, int to) {
        if (!(node(path) instanceof SequenceNode list)) {
            return Optional.empty();
        }
        var spans = insideFlow(path) ? flowSpans(list) : blockSpans(list);
        if (spans.isEmpty()) {
            return Optional.empty();
        }
        var order = new ArrayList<>(spans);
        order.add(to, order.remove(from));
        var moved = new StringBuilder();
        int at = 0;
        for (int i = 0; i < spans.size(); i++) {
            var item = order.get(i);
            moved.append(text, at, spans.get(i).from).append(text, item.from, item.until);
            if (!insideFlow(path) && moved.charAt(moved.length() - 1) != '\n') {
                moved.append('\n');
            }
            at = spans.get(i).until;
        }
        return Optional.of(moved.append(text, at, text.length()).toString());
    }

    private List<Span> flowSpans(SequenceNode list) {
        return list.getValue().stream().map(item -> new Span(start(item), end(item))).toList();
    }

    // Whole lines. A comment as far left as the dash is about the item below it, one further right
    // about that above. Empty when an item does not begin its line.
    private List<Span> blockSpans(SequenceNode list) {
        var spans = new ArrayList<Span>();
        int free = 0;
        for (var item : list.getValue()) {
            int dash = dash(item);
            if (dash < 0 || !text.substring(lineStart(dash), dash).isBlank()) {
                return List.of();
            }
            int column = dash - lineStart(dash);
            int from = lineStart(dash);
            while (from > free && commentColumn(lineStart(from - 1)) <= column) {
                from = lineStart(from - 1);
            }
            int until = lineEnd(end(item));
            int comment = commentColumn(until);
            while (comment > column && comment < Integer.MAX_VALUE) {
                until = lineEnd(until);
                comment = commentColumn(until);
            }
            spans.add(new Span(from, until));
            free = until;
        }
        return spans;
    }

    /// Where the comment of a line begins that is nothing else; the largest number when it is no such line.
    private int commentColumn(int lineStart) {
        int at = lineStart;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        boolean comment = at < text.length() && text.charAt(at) == '#';
        return comment ? at - lineStart : Integer.MAX_VALUE;
    }

    private Optional<String> inserted(
            MappingNode mapping, String name, JsonNode value, boolean flow) {
        var entries = mapping.getValue();
        if (flow) {
            int brace = offset(mapping.getEndMark().orElseThrow()) - 1;
            String lead = entries.isEmpty() ? "" : ", ";
            return Optional.of(
                    replaced(
                            brace,
                            brace,
                            lead + YamlWriter.key(name) + ": " + YamlWriter.flow(value)));
        }
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        int column = mark(entries.getFirst().getKeyNode()).getColumn();
        int at = lineEnd(end(entries.getLast().getValueNode()));
        String line =
                " ".repeat(column)
                        + YamlWriter.key(name)
                        + ":"
                        + YamlWriter.afterKey(value, column);
        return Optional.of(insertedLine(at, line));
    }

    private String insertedLine(int at, String line) {
        boolean open = at > 0 && text.charAt(at - 1) != '\n';
        return replaced(at, at, (open ? "\n" : "") + line + "\n");
    }

    private Optional<String> appended(SequenceNode list, JsonNode value, boolean flow) {
        var items = list.getValue();
        if (flow || items.isEmpty()) {
            int bracket = offset(list.getEndMark().orElseThrow()) - 1;
            String lead = items.isEmpty() ? "" : ", ";
            return Optional.of(replaced(bracket, bracket, lead + YamlWriter.flow(value)));
        }
        int dash = dash(items.getFirst());
        if (dash < 0) {
            return Optional.empty();
        }
        int column = dash - lineStart(dash);
        int at = lineEnd(end(items.getLast()));
        return Optional.of(
                insertedLine(at, " ".repeat(column) + "- " + YamlWriter.item(value, column + 2)));
    }

    // The dash of an item of a block.
    private int dash(Node item) {
        for (int i = start(item) - 1; i >= 0; i--) {
            char each = text.charAt(i);
            if (each == '-') {
                return i;
            }
            if (each != ' ' && each != '\n' && each != '\r') {
                return -1;
            }
        }
        return -1;
    }

    private Optional<String> removed(YamlPath path) {
        var holder = node(path.parent());
        if (holder == null) {
            return Optional.empty();
        }
        if (insideFlow(path.parent())) {
            var left = at(path.parent()).deepCopy();
            if (left instanceof ObjectNode object) {
                object.remove((String) path.last());
            } else if (left instanceof ArrayNode array) {
                array.remove((Integer) path.last());
            }
            return Optional.of(replaced(start(holder), end(holder), YamlWriter.flow(left)));
        }
        return holder instanceof SequenceNode list
                ? Optional.ofNullable(removedItem(list, (Integer) path.last()))
                : removedEntry((MappingNode) holder, (String) path.last());
    }

    private @Nullable String removedItem(SequenceNode list, int index) {
        var item = list.getValue().get(index);
        int dash = dash(item);
        return dash < 0 ? null : replaced(lineStart(dash), lineEnd(end(item)), "");
    }

    private Optional<String> removedEntry(MappingNode mapping, String name) {
        var entries = mapping.getValue();
        for (int i = 0; i < entries.size(); i++) {
            if (!name(entries.get(i)).equals(name)) {
                continue;
            }
            int from = start(entries.get(i).getKeyNode());
            boolean alone = text.substring(lineStart(from), from).isBlank();
            if (alone) {
                return Optional.of(
                        replaced(lineStart(from), lineEnd(end(entries.get(i).getValueNode())), ""));
            }
            // Behind the dash of an item: the next key moves up to it.
            return i + 1 < entries.size()
                    ? Optional.of(replaced(from, start(entries.get(i + 1).getKeyNode()), ""))
                    : Optional.empty();
        }
        return Optional.empty();
    }

    /// The place in the document of a place in the text: the value or key that begins there, else the deepest that is
    /// around it.
    ///
    /// @param line from 1, and so is the column
    YamlPath pathAt(int line, int column) {
        var found = new PathFinder(line - 1, column - 1);
        if (root != null) {
            found.look(root, YamlPath.ROOT);
        }
        return found.best;
    }

    private static final class PathFinder {
        private final int line;
        private final int column;
        private YamlPath best = YamlPath.ROOT;

        private PathFinder(int line, int column) {
            this.line = line;
            this.column = column;
        }

        private void look(Node node, YamlPath path) {
            if (node instanceof MappingNode mapping) {
                for (var entry : mapping.getValue()) {
                    visit(entry.getKeyNode(), entry.getValueNode(), path.then(name(entry)));
                }
            } else if (node instanceof SequenceNode sequence) {
                for (int i = 0; i < sequence.getValue().size(); i++) {
                    var item = sequence.getValue().get(i);
                    visit(item, item, path.then(i));
                }
            }
        }

        private void visit(Node key, Node value, YamlPath path) {
            if (before(mark(key)) && !before(value.getEndMark().orElseThrow())
                    || at(mark(key))
                    || at(mark(value))) {
                best = path;
            }
            look(value, path);
        }

        private boolean before(Mark mark) {
            return mark.getLine() < line || mark.getLine() == line && mark.getColumn() <= column;
        }

        private boolean at(Mark mark) {
            return mark.getLine() == line && mark.getColumn() == column;
        }
    }

    /// Where something begins in the text, from 0; empty when it is not there.
    Optional<Integer> offsetOf(YamlPath path) {
        var node = node(path);
        return node == null ? Optional.empty() : Optional.of(start(node));
    }
}
