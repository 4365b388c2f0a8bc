package dev.carillon.console.frame;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.JobView;
import dev.carillon.api.Page;
import dev.carillon.api.RunView;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Latest;
import dev.carillon.console.words.Texts;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// What the palette finds: commands at once, jobs, nodes and runs by a part of their id as the cluster answers, a run by
/// its whole id.
final class PaletteModel {
    private static final Texts TEXTS = Texts.of(PaletteModel.class);
    private static final int MOST_JOBS = 20;
    private static final int MOST_RUNS = 5;
    private static final int LOOKED = 500;
    private static final Pattern RUN_ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}");

    /// @param icon its literal, such as `fth-play`
    /// @param hint its keys, or what kind of thing it is
    record Entry(String icon, String text, String hint, Runnable action) {}

    private final ClusterLink link;
    private final Navigator navigator;
    private final Supplier<List<Command>> commands;
    private final Latest search;
    private final ReadOnlyObjectWrapper<List<Entry>> entries =
            new ReadOnlyObjectWrapper<>(List.of());

    PaletteModel(ClusterLink link, Navigator navigator, Supplier<List<Command>> commands) {
        this.link = link;
        this.navigator = navigator;
        this.commands = commands;
        search = new Latest(link.background());
    }

    ReadOnlyObjectProperty<List<Entry>> entries() {
        return entries.getReadOnlyProperty();
    }

    void search(String text) {
        search.cancel();
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        var found = new ArrayList<>(matchingCommands(wanted));
        if (RUN_ID.matcher(wanted).matches()) {
            found.addFirst(
                    new Entry(
                            "fth-list",
                            TEXTS.get("palette.run", wanted),
                            TEXTS.get("palette.kind.run"),
                            () -> navigator.go(new Place.Run(wanted))));
        }
        entries.set(List.copyOf(found));
        if (!wanted.isEmpty()) {
            search.ask(
                    () -> elsewhere(link.carillon(), wanted),
                    more -> {
                        found.addAll(more);
                        entries.set(List.copyOf(found));
                    },
                    // The commands are there all the same, and the banner says what is wrong.
                    _ -> {});
        }
    }

    private List<Entry> matchingCommands(String wanted) {
        record Scored(int score, Command command) {}
        return commands.get().stream()
                .map(command -> new Scored(score(command.text(), wanted), command))
                .filter(scored -> scored.score >= 0)
                .sorted(Comparator.comparingInt(Scored::score))
                .map(scored -> entry(scored.command))
                .toList();
    }

    private static Entry entry(Command command) {
        return new Entry("fth-chevron-right", command.text(), command.keysText(), command.action());
    }

    private List<Entry> elsewhere(Carillon carillon, String wanted) {
        Page<JobView> jobs = carillon.jobs(wanted, null, MOST_JOBS);
        var found = new ArrayList<Entry>();
        var part = RunIdPart.of(wanted);
        if (part != null) {
            runs(carillon, part).forEach(run -> found.add(entry(run)));
        }
        for (var job : jobs.items()) {
            found.add(
                    new Entry(
                            "fth-briefcase",
                            job.key(),
                            TEXTS.get("palette.kind.job"),
                            () -> navigator.go(new Place.Job(job.key()))));
        }
        for (var node : carillon.nodes()) {
            if (node.name().toLowerCase(Locale.ROOT).contains(wanted)) {
                found.add(
                        new Entry(
                                "fth-server",
                                node.name(),
                                TEXTS.get("palette.kind.node"),
                                () -> navigator.go(new Place.Nodes(node.name()))));
            }
        }
        return found;
    }

    private static List<RunView> runs(Carillon carillon, RunIdPart part) {
        var newest = runs(carillon, part, RunQuery.ALL);
        var begun = part.begun();
        return newest.isEmpty() && begun != null ? runs(carillon, part, begun) : newest;
    }

    private static List<RunView> runs(Carillon carillon, RunIdPart part, RunQuery query) {
        return carillon.runs(query, null, LOOKED).items().stream()
                .filter(run -> part.fits(run.id()))
                .limit(MOST_RUNS)
                .toList();
    }

    private Entry entry(RunView run) {
        return new Entry(
                "fth-list",
                TEXTS.get("palette.run.of", run.id(), run.job()),
                TEXTS.get("palette.kind.run"),
                () -> navigator.go(new Place.Run(run.id())));
    }

    /// How well a text fits: smaller is better, -1 is not at all. The letters must come in order; together and at the
    /// beginning of a word is better.
    static int score(String text, String wanted) {
        String lower = text.toLowerCase(Locale.ROOT);
        int whole = lower.indexOf(wanted);
        if (whole >= 0) {
            boolean begins = whole == 0 || lower.charAt(whole - 1) == ' ';
            return begins ? whole : 100 + whole;
        }
        int at = -1;
        int gaps = 0;
        for (char letter : wanted.toCharArray()) {
            int next = lower.indexOf(letter, at + 1);
            if (next < 0) {
                return -1;
            }
            gaps += next - at - 1;
            at = next;
        }
        return 1000 + gaps;
    }
}
