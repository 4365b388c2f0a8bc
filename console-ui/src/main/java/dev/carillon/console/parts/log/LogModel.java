package dev.carillon.console.parts.log;

import dev.carillon.api.Carillon;
import dev.carillon.console.link.Background.Ticking;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Latest;
import dev.carillon.console.words.Texts;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The log of one run: read part by part in the background, again and again while the run is under way, and searched.
public final class LogModel {
    private static final Texts TEXTS = Texts.of(LogModel.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int AT_ONCE = 2 * 1024 * 1024;
    private static final int SLICE = 50_000;
    private static final int FIRST_SLICE = 2_000;

    /// More than a console should hold; the command line reads it all.
    private static final long MOST_BYTES = 256L * 1024 * 1024;

    private static final Pattern TROUBLE =
            Pattern.compile(
                    "\\b(error|fatal|exception|panic|traceback|severe|failed|failure)\\b|Exception\\b|Error\\b",
                    Pattern.CASE_INSENSITIVE);

    private final ClusterLink link;
    private final Latest reading;
    private final Latest searching;
    private final Latest jumping;
    private final ReadOnlyObjectWrapper<LogText> text = new ReadOnlyObjectWrapper<>(LogText.EMPTY);
    private final ReadOnlyObjectWrapper<Hits> hits = new ReadOnlyObjectWrapper<>(Hits.NONE);
    private final ReadOnlyObjectWrapper<@Nullable String> problem = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper complete = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper cut = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<@Nullable Integer> target = new ReadOnlyObjectWrapper<>();
    private @Nullable String run;
    private @Nullable Ticking polling;
    private @Nullable Pattern wanted;
    private long next;
    private boolean asked;
    private boolean searchRuns;

    public LogModel(ClusterLink link) {
        this.link = link;
        reading = new Latest(link.background());
        searching = new Latest(link.background());
        jumping = new Latest(link.background());
    }

    public ReadOnlyObjectProperty<LogText> textProperty() {
        return text.getReadOnlyProperty();
    }

    public LogText text() {
        return text.get();
    }

    /// What the search found so far; it grows while it goes on and as the log does.
    public ReadOnlyObjectProperty<Hits> hitsProperty() {
        return hits.getReadOnlyProperty();
    }

    /// Why the log cannot be read or a search not be made, null when both can.
    public ReadOnlyObjectProperty<@Nullable String> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /// Whether nothing follows.
    public ReadOnlyBooleanProperty completeProperty() {
        return complete.getReadOnlyProperty();
    }

    /// Whether the log is longer than what is kept here.
    public ReadOnlyBooleanProperty cutProperty() {
        return cut.getReadOnlyProperty();
    }

    /// The line that a jump led to.
    public ReadOnlyObjectProperty<@Nullable Integer> targetProperty() {
        return target.getReadOnlyProperty();
    }

    public @Nullable String run() {
        return run;
    }

    /// Reads the log of a run from now on. What was read of it before is kept.
    public void open(String id) {
        if (!id.equals(run)) {
            close();
            run = id;
            next = 0;
            text.set(LogText.EMPTY);
            hits.set(Hits.NONE);
            problem.set(null);
            target.set(null);
            complete.set(false);
            cut.set(false);
        }
        if (polling == null) {
            polling = link.background().every(POLL, this::read);
        }
        read();
    }

    /// Asks for nothing until it is opened again.
    public void close() {
        if (polling != null) {
            polling.close();
            polling = null;
        }
        reading.cancel();
        searching.cancel();
        jumping.cancel();
        asked = false;
        searchRuns = false;
    }

    private record Grown(LogText text, long next, boolean more, boolean end) {}

    private void read() {
        if (run == null || asked || complete.get() || cut.get()) {
            return;
        }
        asked = true;
        String id = run;
        var before = text.get();
        long from = next;
        reading.ask(
                () -> grow(link.carillon(), id, before, from),
                this::grown,
                refusal -> {
                    asked = false;
                    problem.set(refusal.getMessage());
                });
    }

    // Several parts at once, so that the screen draws a large log in few steps.
    private static Grown grow(Carillon carillon, String id, LogText before, long from) {
        var gathered = new StringBuilder();
        long at = from;
        while (true) {
            var part = carillon.log(id, at);
            boolean more = !part.end() && part.next() > at;
            gathered.append(part.text());
            at = part.next();
            if (!more || gathered.length() >= AT_ONCE) {
                var text = gathered.isEmpty() ? before : before.plus(gathered.toString());
                return new Grown(text, at, more, part.end());
            }
        }
    }

    private void grown(Grown grown) {
        asked = false;
        next = grown.next;
        problem.set(null);
        if (grown.text != text.get()) {
            text.set(grown.text);
        }
        complete.set(grown.end);
        if (!grown.end && grown.text.sizeBytes() > MOST_BYTES) {
            cut.set(true);
        }
        searchOn();
        if (grown.more) {
            read();
        }
    }

    /// Looks for all lines that hold something.
    ///
    /// @param regex whether it is a regular expression; either way without regard to case
    public void search(String what, boolean regex) {
        searching.cancel();
        searchRuns = false;
        hits.set(Hits.NONE);
        problem.set(null);
        wanted = null;
        if (what.isEmpty()) {
            return;
        }
        try {
            int flags = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
            wanted = Pattern.compile(what, regex ? flags : flags | Pattern.LITERAL);
            searchOn();
        } catch (PatternSyntaxException e) {
            problem.set(
                    TEXTS.get("search.wrong", e.getDescription(), Math.max(0, e.getIndex()) + 1));
        }
    }

    /// What is looked for, null when nothing is.
    @Nullable Pattern wanted() {
        return wanted;
    }

    // The last line may still grow, so it is looked at when it is whole, or when nothing follows.
    private void searchOn() {
        var pattern = wanted;
        var known = hits.get();
        var all = text.get();
        int end = complete.get() ? all.lines() : Math.max(0, all.lines() - 1);
        if (pattern == null || searchRuns || known.searched() >= end) {
            return;
        }
        searchRuns = true;
        int slice = known.searched() == 0 ? FIRST_SLICE : SLICE;
        int until = Math.min(end, known.searched() + slice);
        searching.ask(
                () -> known.searched(all, pattern, until),
                found -> {
                    searchRuns = false;
                    hits.set(found);
                    searchOn();
                },
                refusal -> {
                    searchRuns = false;
                    problem.set(refusal.getMessage());
                });
    }

    /// Looks for the first line that tells of trouble, and leads to it.
    public void jumpToTrouble() {
        var all = text.get();
        jumping.ask(
                () -> {
                    int line = 0;
                    while (line < all.lines() && !TROUBLE.matcher(all.line(line)).find()) {
                        line++;
                    }
                    return line;
                },
                line -> {
                    if (line < all.lines()) {
                        jump(line);
                    } else {
                        problem.set(TEXTS.get("trouble.none"));
                    }
                },
                refusal -> problem.set(refusal.getMessage()));
    }

    /// Leads to the next line that the search found, or the one before; around the end.
    ///
    /// @param line from which on
    public void step(int line, boolean forward) {
        Integer found = forward ? hits.get().after(line) : hits.get().before(line);
        if (found != null) {
            jump(found);
        }
    }

    private void jump(int line) {
        target.set(null);
        target.set(line);
    }
}
