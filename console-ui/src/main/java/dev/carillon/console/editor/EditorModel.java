package dev.carillon.console.editor;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.Planned;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobVersion;
import dev.carillon.api.JobView;
import dev.carillon.api.Json;
import dev.carillon.api.ScheduleWords;
import dev.carillon.console.editor.YamlText.Broken;
import dev.carillon.console.frame.Notices;
import dev.carillon.console.link.Background.Question;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Drafts;
import dev.carillon.console.link.Drafts.Draft;
import dev.carillon.console.link.Latest;
import dev.carillon.console.words.LineDiff;
import dev.carillon.console.words.Texts;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// A job while it is written. There is one text; what the form shows is read from it, and what the form changes is
/// changed in it. While the text cannot be read, the form stays as it was and changes nothing.
final class EditorModel {
    private static final Texts TEXTS = Texts.of(EditorModel.class);
    private static final Duration TYPING = Duration.ofMillis(350);
    private static final int TIMES = 10;
    private static final int MOST_VERSIONS = 100;

    private final ClusterLink link;
    private final Drafts drafts;
    private final ReadOnlyStringWrapper text = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<YamlText> yaml =
            new ReadOnlyObjectWrapper<>(YamlText.of(Json.mapper().createObjectNode()));
    private final ReadOnlyObjectWrapper<List<Problem>> problems =
            new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyBooleanWrapper broken = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<List<Explanation>> explanations =
            new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<@Nullable JobView> stored = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable JobView> theirs = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable String> refused = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable String> notKept = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper ready = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper dirty = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper restored = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper commentsLost = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<List<String>> aside;
    private final Latest reading;
    private final Latest explaining;
    private final Latest doing;
    private final JobNamesModel jobNames;
    private @Nullable Question settling;
    private @Nullable String key;
    private boolean opened;
    private long version;
    private String base = "";
    private String brought = "";

    EditorModel(ClusterLink link, Drafts drafts) {
        this.link = link;
        this.drafts = drafts;
        aside = new ReadOnlyObjectWrapper<>(drafts.aside());
        reading = new Latest(link.background());
        explaining = new Latest(link.background());
        doing = new Latest(link.background());
        jobNames = new JobNamesModel(link);
    }

    /// The jobs that a step can be.
    JobNamesModel jobNames() {
        return jobNames;
    }

    ReadOnlyStringProperty textProperty() {
        return text.getReadOnlyProperty();
    }

    /// What the form shows: the text as it could be read last.
    ReadOnlyObjectProperty<YamlText> yamlProperty() {
        return yaml.getReadOnlyProperty();
    }

    YamlText yaml() {
        return yaml.get();
    }

    ReadOnlyObjectProperty<List<Problem>> problemsProperty() {
        return problems.getReadOnlyProperty();
    }

    /// Whether the text is no YAML now, so that the form waits.
    ReadOnlyBooleanProperty brokenProperty() {
        return broken.getReadOnlyProperty();
    }

    /// One for each schedule, in their order.
    ReadOnlyObjectProperty<List<Explanation>> explanationsProperty() {
        return explanations.getReadOnlyProperty();
    }

    /// The job as it was when one began; null for a new one.
    ReadOnlyObjectProperty<@Nullable JobView> storedProperty() {
        return stored.getReadOnlyProperty();
    }

    /// What somebody else stored meanwhile; null when nobody did.
    ReadOnlyObjectProperty<@Nullable JobView> theirsProperty() {
        return theirs.getReadOnlyProperty();
    }

    /// Why the job could not be read.
    ReadOnlyObjectProperty<@Nullable String> refusedProperty() {
        return refused.getReadOnlyProperty();
    }

    /// Why what is written could not be kept on this machine; null when it was.
    ReadOnlyObjectProperty<@Nullable String> notKeptProperty() {
        return notKept.getReadOnlyProperty();
    }

    /// Whether the text is that of the job: false until its definition was read. Nothing is written before.
    ReadOnlyBooleanProperty readyProperty() {
        return ready.getReadOnlyProperty();
    }

    /// Whether something was written that is not stored.
    ReadOnlyBooleanProperty dirtyProperty() {
        return dirty.getReadOnlyProperty();
    }

    /// Whether what is shown is a draft of an earlier time.
    ReadOnlyBooleanProperty restoredProperty() {
        return restored.getReadOnlyProperty();
    }

    /// Whether the form had to write the text anew, without its comments.
    ReadOnlyBooleanProperty commentsLostProperty() {
        return commentsLost.getReadOnlyProperty();
    }

    /// What was written for new jobs that another new job took the place of, the latest last.
    ReadOnlyObjectProperty<List<String>> asideProperty() {
        return aside.getReadOnlyProperty();
    }

    @Nullable String key() {
        return key;
    }

    /// @param wanted the job, null for a new one
    void show(@Nullable String wanted) {
        if (opened && Objects.equals(wanted, key)) {
            return;
        }
        hide();
        opened = true;
        ready.set(false);
        key = wanted;
        stored.set(null);
        theirs.set(null);
        refused.set(null);
        restored.set(false);
        commentsLost.set(false);
        if (wanted == null) {
            begin(TEXTS.get("template"), 0, drafts.recall(null).orElse(null));
            return;
        }
        base = "";
        accept("");
        String[] name = wanted.split("/", 2);
        reading.ask(
                () -> link.carillon().job(name[0], name[1]),
                job -> {
                    var draft = drafts.recall(wanted).orElse(null);
                    stored.set(job);
                    begin(written(job), job.version(), draft);
                    if (draft != null && draft.version() != job.version()) {
                        theirs.set(job);
                    }
                },
                refusal -> {
                    opened = false;
                    refused.set(refusal.getMessage());
                });
    }

    /// Puts what somebody brought in the place of what is written, once: who comes back to it finds what became of it.
    /// What was written for another new job, and is nowhere else, is set aside.
    void bring(String written) {
        if (written.equals(brought)) {
            return;
        }
        if (!text.get().equals(brought)) {
            setAside(aside.get(), written);
        }
        brought = written;
        restored.set(false);
        setText(written);
    }

    private void setAside(List<String> others, String next) {
        var kept = new ArrayList<>(others);
        if (dirty.get() && !text.get().equals(next)) {
            kept.add(text.get());
        }
        aside.set(List.copyOf(kept));
    }

    /// The name of the job that was set aside last; empty when it has none.
    String nameAside() {
        try {
            return YamlText.of(aside.get().getLast()).word("name");
        } catch (Broken e) {
            return "";
        }
    }

    /// Shows what was set aside last, and sets aside what is written instead.
    void takeAside() {
        var others = new ArrayList<>(aside.get());
        String next = others.removeLast();
        // In turn, so that one comes to each.
        setAside(List.of(), next);
        var kept = new ArrayList<>(aside.get());
        kept.addAll(others);
        aside.set(List.copyOf(kept));
        restored.set(false);
        setText(next);
    }

    /// Gives up what was set aside last.
    void forgetAside(Notices notices) {
        var before = aside.get();
        String name = nameAside();
        String gone = before.getLast();
        aside.set(before.subList(0, before.size() - 1));
        keepDraft();
        notices.done(
                TEXTS.get("aside.forgotten", name.isEmpty() ? TEXTS.get("aside.nameless") : name),
                TEXTS.get("undo"),
                () -> {
                    var again = new ArrayList<>(aside.get());
                    again.add(gone);
                    aside.set(List.copyOf(again));
                    keepDraft();
                });
    }

    private void begin(String from, long of, @Nullable Draft draft) {
        base = from;
        version = draft == null ? of : draft.version();
        restored.set(draft != null);
        accept(draft == null ? from : draft.text());
        ready.set(true);
    }

    // In the form that it is stored in, but for quotes: as a person would write it.
    private static String written(JobView job) {
        return YamlText.of(job.definition()).text();
    }

    /// Keeps what was written. What was not read yet is read when one comes back.
    void hide() {
        reading.cancel();
        opened = ready.get();
        if (settling != null) {
            settling.cancel();
            settling = null;
            settle();
        }
        explaining.cancel();
    }

    /// The text is this now, because somebody wrote in it. Nothing happens until the job was read.
    void setText(String written) {
        if (ready.get() && !written.equals(text.get())) {
            commentsLost.set(false);
            accept(written);
        }
    }

    private void accept(String written) {
        text.set(written);
        dirty.set(!written.equals(base));
        try {
            var read = YamlText.of(written);
            broken.set(false);
            yaml.set(read);
            judge(read);
        } catch (Broken e) {
            broken.set(true);
            problems.set(
                    List.of(
                            new Problem(
                                    e.line(),
                                    e.column(),
                                    TEXTS.get("broken", String.valueOf(e.getMessage())),
                                    YamlPath.ROOT)));
        }
        later();
    }

    private void judge(YamlText read) {
        try {
            Definitions.parse(read.text(), "text");
            problems.set(List.of());
        } catch (CarillonException e) {
            problems.set(Problem.of(e, read));
        }
    }

    /// The form changes one thing. Nothing happens while the text is broken.
    ///
    /// @param value null takes it out
    void set(YamlPath path, @Nullable JsonNode value) {
        change(before -> value == null ? before.without(path) : before.with(path, value));
    }

    /// The form changes several things at once. Nothing happens while the text is broken.
    void change(UnaryOperator<YamlText> change) {
        if (broken.get() || !ready.get()) {
            return;
        }
        var before = yaml.get();
        var after = change.apply(before);
        if (!after.text().equals(before.text())) {
            commentsLost.set(commentsLost.get() || after.commentsLost());
            accept(after.text());
        }
    }

    /// The same with a word; an empty one takes it out.
    void setWord(YamlPath path, String word) {
        set(path, word.isEmpty() ? null : Json.mapper().getNodeFactory().stringNode(word));
    }

    /// The definition as it is written; null while something is wrong with it.
    @Nullable JobDefinition definition() {
        if (broken.get() || !problems.get().isEmpty()) {
            return null;
        }
        try {
            return Definitions.parse(text.get(), "text").getFirst();
        } catch (CarillonException e) {
            return null;
        }
    }

    private void later() {
        if (settling != null) {
            settling.cancel();
        }
        settling = link.background().after(TYPING, this::settle);
    }

    // Once one has stopped typing for a moment.
    private void settle() {
        settling = null;
        keepDraft();
        explain();
    }

    private void keepDraft() {
        if (!ready.get()) {
            // Of what was written earlier nothing is known yet.
            return;
        }
        keep(
                () -> {
                    drafts.keepAside(aside.get());
                    if (dirty.get()) {
                        drafts.keep(key, new Draft(text.get(), version));
                    } else {
                        drafts.forget(key);
                    }
                });
    }

    // What is on the screen is there all the same when the disk is full.
    private void keep(Runnable keeping) {
        try {
            keeping.run();
            notKept.set(null);
        } catch (CarillonException e) {
            notKept.set(e.getMessage());
        }
    }

    private void explain() {
        var tree = yaml.get().tree();
        var schedules = tree.path("schedules");
        var each = new ArrayList<@Nullable JobDefinition>();
        var words = new ArrayList<Explanation>();
        for (int i = 0; i < schedules.size(); i++) {
            var alone = alone(tree, schedules.get(i));
            each.add(alone);
            words.add(
                    Explanation.ofWords(
                            alone == null ? "" : ScheduleWords.of(alone.schedules().getFirst())));
        }
        explanations.set(List.copyOf(words));
        if (each.isEmpty()) {
            explaining.cancel();
            return;
        }
        explaining.ask(
                () -> explained(link.carillon(), each, words),
                explanations::set,
                // The words are there all the same, and the banner says that no node answers.
                _ -> {});
    }

    // One schedule of the job by itself, so that the others cannot spoil it; null when it is not
    // written rightly.
    private static @Nullable JobDefinition alone(JsonNode tree, JsonNode schedule) {
        var small = Json.mapper().createObjectNode();
        small.put("name", tree.path("name").asString("new"));
        if (tree.path("namespace").isString()) {
            small.set("namespace", tree.path("namespace"));
        }
        small.putObject("task").putObject("shell").putArray("command").add("true");
        small.putArray("schedules").add(schedule);
        try {
            return Definitions.fromJson(small, "schedule");
        } catch (CarillonException e) {
            return null;
        }
    }

    private static List<Explanation> explained(
            Carillon carillon, List<@Nullable JobDefinition> each, List<Explanation> words) {
        var found = new ArrayList<Explanation>();
        for (int i = 0; i < each.size(); i++) {
            var alone = each.get(i);
            found.add(alone == null ? words.get(i) : explained(carillon, alone, words.get(i)));
        }
        return List.copyOf(found);
    }

    private static Explanation explained(
            Carillon carillon, JobDefinition alone, Explanation words) {
        try {
            var answer = carillon.explain(alone, TIMES).getFirst();
            return new Explanation(answer.words(), answer.next(), answer.notes(), null);
        } catch (CarillonException e) {
            if (e.code() != ErrorCode.INVALID_DEFINITION) {
                throw e;
            }
            return new Explanation(
                    words.words(),
                    List.of(),
                    List.of(),
                    e.getMessage().replaceFirst("^[^:]+:[0-9]+:[0-9]+: ", ""));
        }
    }

    /// What would change in the cluster; empty when nothing would. Both sides are in the order and form that definitions
    /// are stored in.
    List<LineDiff.Line> changes() {
        var job = stored.get();
        var mine = definition();
        if (mine == null) {
            return List.of();
        }
        return LineDiff.of(job == null ? "" : written(job), canonical(mine));
    }

    private static String canonical(JobDefinition definition) {
        return YamlText.of(Definitions.toJson(definition)).text();
    }

    /// What the other one changed since one began.
    List<LineDiff.Line> theirChanges() {
        var job = stored.get();
        var other = theirs.get();
        return other == null
                ? List.of()
                : LineDiff.of(restored.get() || job == null ? "" : written(job), written(other));
    }

    /// Goes on with what is written, on top of what the other one stored: saving replaces it.
    void keepMine() {
        var other = theirs.get();
        if (other != null) {
            stored.set(other);
            version = other.version();
            base = written(other);
            dirty.set(!text.get().equals(base));
            theirs.set(null);
            later();
        }
    }

    /// Gives up what is written for what is stored.
    void takeTheirs() {
        var other = theirs.get();
        if (other != null) {
            stored.set(other);
            theirs.set(null);
            begin(written(other), other.version(), null);
            keepDraft();
        }
    }

    /// Gives up what is written.
    void discard() {
        theirs.set(null);
        restored.set(false);
        commentsLost.set(false);
        accept(base);
        keepDraft();
    }

    /// The newest versions of the job, newest first.
    void versions(Consumer<List<JobVersion>> answer, Notices notices) {
        var job = stored.get();
        if (job == null) {
            return;
        }
        doing.ask(
                () ->
                        link.carillon()
                                .versions(job.namespace(), job.name(), null, MOST_VERSIONS)
                                .items(),
                answer,
                refusal -> notices.failed(TEXTS.get("history.failed", job.key()), refusal));
    }

    /// What differs between an earlier definition and what is stored.
    List<LineDiff.Line> changesSince(JsonNode definition) {
        var job = stored.get();
        return LineDiff.of(YamlText.of(definition).text(), job == null ? text.get() : written(job));
    }

    /// Shows another definition in place of what is written, such as an earlier version; nothing is stored by it.
    void replaceBy(JsonNode definition) {
        accept(YamlText.of(definition).text());
    }

    /// Asks the cluster whether it would take it, and what would change. Nothing is stored.
    void check(Consumer<Planned> answer, Notices notices) {
        var definition = definition();
        if (definition == null) {
            return;
        }
        doing.ask(
                () -> link.carillon().apply(List.of(definition), true).getFirst(),
                answer,
                refusal -> refuse(refusal, TEXTS.get("check.failed"), notices));
    }

    private void refuse(CarillonException refusal, String what, Notices notices) {
        if (refusal.code() == ErrorCode.INVALID_DEFINITION) {
            problems.set(
                    List.of(
                            new Problem(
                                    1,
                                    1,
                                    refusal.getMessage().replaceFirst("^[^:]+:[0-9]+:[0-9]+: ", ""),
                                    YamlPath.ROOT)));
        }
        notices.failed(what, refusal);
    }

    /// Stores it, unless somebody else stored another meanwhile. What is written until the answer comes is not stored.
    ///
    /// @param then when it is stored, with its key, unless another job is shown by then
    void save(Notices notices, Consumer<String> then) {
        var definition = definition();
        if (definition == null) {
            return;
        }
        var before = stored.get();
        boolean same = before != null && before.key().equals(definition.key());
        int expected = before == null || !same ? 0 : before.version();
        String sent = text.get();
        String from = key;
        doing.ask(
                () -> link.carillon().put(definition, expected),
                job -> {
                    boolean here = ready.get() && Objects.equals(from, key);
                    if (here) {
                        goOn(job, sent);
                    } else {
                        keep(() -> drafts.forget(from, sent));
                    }
                    told(notices, job, same ? before : null);
                    if (here) {
                        then.accept(job.key());
                    }
                },
                refusal -> {
                    if (refusal.code() == ErrorCode.CHANGED_MEANWHILE) {
                        conflict(definition, notices, refusal);
                    } else {
                        refuse(refusal, TEXTS.get("save.failed", definition.key()), notices);
                    }
                });
    }

    // What was written since is something that is not stored.
    private void goOn(JobView job, String sent) {
        if (settling != null) {
            settling.cancel();
            settling = null;
        }
        dirty.set(false);
        keepDraft();
        key = job.key();
        stored.set(job);
        version = job.version();
        theirs.set(null);
        restored.set(false);
        base = sent;
        dirty.set(!text.get().equals(sent));
        keepDraft();
    }

    private void told(Notices notices, JobView job, @Nullable JobView before) {
        String done = TEXTS.get("save.done", job.key(), job.version());
        if (before == null) {
            notices.done(done);
            return;
        }
        notices.done(
                done,
                TEXTS.get("undo"),
                () ->
                        link.ask(
                                carillon ->
                                        carillon.put(
                                                Definitions.fromJson(
                                                        before.definition(), before.key()),
                                                job.version()),
                                back -> {
                                    notices.done(TEXTS.get("save.undone", back.key()));
                                    if (back.key().equals(key)) {
                                        // What was written is there still, as something that is not
                                        // stored.
                                        stored.set(back);
                                        version = back.version();
                                        base = written(back);
                                        dirty.set(!text.get().equals(base));
                                        later();
                                    }
                                },
                                refusal ->
                                        notices.failed(
                                                TEXTS.get("undo.failed", before.key()), refusal)));
    }

    private void conflict(JobDefinition definition, Notices notices, CarillonException refusal) {
        doing.ask(
                () -> link.carillon().job(definition.namespace(), definition.name()),
                theirs::set,
                _ -> notices.failed(TEXTS.get("save.failed", definition.key()), refusal));
    }

    /// A new item of a list.
    static ObjectNode item(String key, String value) {
        return Json.mapper().createObjectNode().put(key, value);
    }
}
