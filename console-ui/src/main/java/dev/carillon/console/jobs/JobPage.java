package dev.carillon.console.jobs;

import atlantafx.base.theme.Styles;

import dev.carillon.api.JobView;
import dev.carillon.api.RunView;
import dev.carillon.api.ScheduleView;
import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.frame.Command;
import dev.carillon.console.frame.Place;
import dev.carillon.console.frame.Screen;
import dev.carillon.console.jobs.JobBulkModel.Plan;
import dev.carillon.console.jobs.JobBulkModel.What;
import dev.carillon.console.jobs.JobModel.Shown;
import dev.carillon.console.parts.Clip;
import dev.carillon.console.parts.EmptyState;
import dev.carillon.console.parts.ProblemLine;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.RunTable;
import dev.carillon.console.parts.RunTable.Column;
import dev.carillon.console.words.Sentence;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.geometry.Pos;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// One job on one page: how it fared on the left, when and why on the right.
public final class JobPage implements Screen {
    private static final Texts TEXTS = Texts.of(JobPage.class);
    private static final double SIDE = 400;

    private final Desk desk;
    private final JobModel model;
    private final JobActions actions;
    private final StackPane root = new StackPane();
    private final VBox page = new VBox();
    private final StackPane nothing = new StackPane();
    private final Label title = new Label();
    private final Label standing = new Label();
    private final Label description = new Prose();
    private final ProblemLine problem = new ProblemLine();
    private final Button pause = new Button();
    private final Button run = new Button(TEXTS.get("button.run"), new FontIcon(Feather.PLAY));

    /// Whether the keyboard is to be given to the page once it can have it.
    private boolean wanted;

    private final VBox times = new VBox(6);
    private final VBox why = new VBox(8);
    private final GridPane summary = new GridPane(12, 8);
    private final DurationBars durations = new DurationBars(18);
    private final Label median = new Label();
    private final ZoneId zone = ZoneId.systemDefault();
    private final RunTable runs;

    public JobPage(Desk desk) {
        this.desk = desk;
        model = new JobModel(desk.link());
        actions = new JobActions(desk.link(), desk.notices(), model::read);
        runs =
                new RunTable(
                        model.runs().shown(),
                        List.of(
                                Column.STATE,
                                Column.DUE,
                                Column.DURATION,
                                Column.LAG,
                                Column.NODE,
                                Column.MESSAGE),
                        desk.link().clock(),
                        each -> desk.navigator().go(new Place.Run(each.id())));
        runs.setId("job-runs");
        runs.setAccessibleText(TEXTS.get("runs.name"));
        runs.setPlaceholder(
                new EmptyState(Feather.PLAY, TEXTS.get("runs.none"), TEXTS.get("runs.none.text"))
                        .with(TEXTS.get("button.run"), this::runNow));
        root.setId("job");
        root.getStylesheets()
                .add(
                        Objects.requireNonNull(
                                        JobPage.class.getResource("/dev/carillon/console/jobs.css"))
                                .toExternalForm());
        page.getStyleClass().add("screen");
        layOut();
        root.getChildren().addAll(page, nothing);
        nothing.setVisible(false);
        model.shownProperty().subscribe(this::show);
        problem.follow(desk.modal(), desk.link(), model.problem());
        model.problem().textProperty().subscribe(this::showGone);
        model.runs()
                .shown()
                .addListener((javafx.collections.ListChangeListener<RunView>) _ -> showDurations());
    }

    private void layOut() {
        var jobs = new Hyperlink(TEXTS.get("title"));
        jobs.setMinWidth(Region.USE_PREF_SIZE);
        jobs.setOnAction(_ -> desk.navigator().go(new Place.Jobs(null)));
        var slash = new Label("/");
        slash.getStyleClass().add("muted");
        title.getStyleClass().add("screen-title");
        title.setId("job-title");
        title.setMinWidth(60);
        standing.getStyleClass().add("pill");
        standing.setMinWidth(Region.USE_PREF_SIZE);
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        run.getStyleClass().add(Styles.ACCENT);
        run.setId("job-run");
        run.setOnAction(_ -> runNow());
        pause.setId("job-pause");
        pause.setOnAction(_ -> pauseOrResume());
        var head =
                new HBox(
                        8,
                        jobs,
                        slash,
                        title,
                        standing,
                        space,
                        button("job-edit", Feather.EDIT_2, "button.edit", this::edit),
                        pause,
                        button("job-skip", Feather.SKIP_FORWARD, "button.skip", this::skip),
                        button("job-backfill", Feather.REWIND, "button.backfill", this::backfill),
                        button("job-delete", Feather.TRASH_2, "button.delete", this::delete),
                        run);
        for (var each : List.of(pause, run)) {
            each.setMinWidth(Region.USE_PREF_SIZE);
        }
        head.setAlignment(Pos.CENTER_LEFT);
        description.getStyleClass().add("muted");
        description.managedProperty().bind(description.textProperty().isNotEmpty());
        median.getStyleClass().add("muted");
        durations.setPrefHeight(64);
        durations.setMinHeight(64);
        var all = new Hyperlink(TEXTS.get("runs.all"));
        all.setOnAction(_ -> desk.navigator().go(new Place.Runs("job:" + model.key())));
        var beside = new HBox(12, runs.keepStill(model.runs()), all);
        beside.setAlignment(Pos.CENTER_RIGHT);
        VBox.setVgrow(runs, Priority.ALWAYS);
        var left =
                new VBox(
                        12,
                        card(TEXTS.get("durations.title"), median, durations),
                        titled(TEXTS.get("runs.title"), beside),
                        runs);
        HBox.setHgrow(left, Priority.ALWAYS);
        left.setMinWidth(300);
        var labels = new ColumnConstraints();
        labels.setMinWidth(104);
        var values = new ColumnConstraints();
        values.setHgrow(Priority.ALWAYS);
        summary.getColumnConstraints().setAll(labels, values);
        var side =
                new VBox(
                        12,
                        card(TEXTS.get("when"), null, times),
                        card(TEXTS.get("why"), null, why),
                        card(TEXTS.get("what"), null, summary));
        var scroll = new ScrollPane(side);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().add("plain-scroll");
        scroll.setMinWidth(SIDE);
        scroll.setPrefWidth(SIDE);
        var both = new HBox(14, left, scroll);
        VBox.setVgrow(both, Priority.ALWAYS);
        page.getChildren().addAll(head, description, problem, both);
    }

    private static Button button(String id, Feather icon, String text, Runnable action) {
        var button = new Button(TEXTS.get(text), new FontIcon(icon));
        button.setId(id);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(_ -> action.run());
        return button;
    }

    private static HBox titled(String text, @Nullable Node beside) {
        var heading = new Label(text);
        heading.getStyleClass().add("heading");
        var head = new HBox(8, heading);
        head.setAlignment(Pos.CENTER_LEFT);
        if (beside != null) {
            var space = new Region();
            HBox.setHgrow(space, Priority.ALWAYS);
            head.getChildren().addAll(space, beside);
        }
        return head;
    }

    private static VBox card(String text, @Nullable Node beside, Node content) {
        var card = new VBox(10, titled(text, beside), content);
        card.getStyleClass().add("card");
        return card;
    }

    private void show(@Nullable Shown shown) {
        page.setDisable(shown == null);
        if (shown == null) {
            return;
        }
        if (wanted) {
            wanted = false;
            run.requestFocus();
        }
        nothing.setVisible(false);
        var job = shown.job();
        title.setText(job.namespace().equals("default") ? job.name() : job.key());
        description.setText(JobWords.description(job));
        showStanding(job);
        pause.setText(TEXTS.get(job.paused() ? "button.resume" : "button.pause.one"));
        pause.setGraphic(new FontIcon(job.paused() ? Feather.PLAY_CIRCLE : Feather.PAUSE));
        showTimes(shown);
        why.setId("job-why");
        why.getChildren()
                .setAll(
                        shown.why().stream()
                                .map(
                                        each -> {
                                            String text = Sentence.plain(each.text(), zone);
                                            return (Node) new Prose(Sentence.begin(text));
                                        })
                                .toList());
        showSummary(job);
        showDurations();
    }

    private void showStanding(JobView job) {
        boolean bad = job.schedules().stream().anyMatch(each -> each.error() != null);
        String kind = bad ? "bad" : job.paused() ? "odd" : "good";
        String word =
                job.paused()
                        ? "state.paused"
                        : job.schedules().isEmpty() ? "state.demand" : "state.active";
        standing.setText(TEXTS.get(word));
        standing.setGraphic(
                new FontIcon(
                        bad
                                ? Feather.ALERT_TRIANGLE
                                : job.paused() ? Feather.PAUSE : Feather.CHECK));
        standing.getStyleClass().setAll("label", "pill", "pill-" + kind);
        String more = JobMarks.standing(job);
        if (!more.isEmpty()) {
            description.setText(
                    description.getText().isEmpty() ? more : more + " · " + description.getText());
        }
    }

    private void showTimes(Shown shown) {
        times.getChildren().clear();
        var job = shown.job();
        var words =
                JobWords.definition(job)
                        .map(definition -> JobWords.all(definition.schedules()))
                        .orElse(job.schedules().stream().map(ScheduleView::text).toList());
        for (int i = 0; i < words.size(); i++) {
            var text = new Prose(words.get(i));
            text.getStyleClass().add("field-label");
            times.getChildren().add(text);
        }
        if (shown.next().isEmpty()) {
            var none =
                    new Prose(
                            TEXTS.get(
                                    job.paused()
                                            ? "times.paused"
                                            : job.schedules().isEmpty()
                                                    ? "times.demand"
                                                    : "times.none"));
            none.getStyleClass().add("muted");
            times.getChildren().add(none);
            return;
        }
        var grid = new GridPane(14, 4);
        int row = 0;
        for (var due : shown.next()) {
            var at = new Label(Spans.full(due.start(), zone));
            var distance = new Label(Spans.distance(due.start(), model.now()));
            distance.getStyleClass().add("muted");
            grid.addRow(row++, at, distance);
        }
        times.getChildren().add(grid);
    }

    private void showSummary(JobView job) {
        summary.getChildren().clear();
        int row = 0;
        for (var line :
                JobWords.definition(job)
                        .map(JobSummary::of)
                        .orElse(
                                List.of(
                                        new JobSummary.Line(
                                                TEXTS.get("summary.label.unread"),
                                                job.definition().toString(),
                                                true)))) {
            var label = new Label(line.label());
            label.getStyleClass().add("muted");
            GridPane.setValignment(label, VPos.TOP);
            var value = new Prose(line.value());
            value.setMinHeight(Region.USE_PREF_SIZE);
            if (line.code()) {
                value.getStyleClass().add("mono");
            }
            summary.addRow(row++, label, value);
        }
        var version = new Label(TEXTS.get("summary.label.version"));
        version.getStyleClass().add("muted");
        summary.addRow(
                row,
                version,
                new Label(
                        TEXTS.get(
                                "summary.version",
                                job.version(),
                                job.updatedBy(),
                                Spans.distance(job.updatedAt(), model.now()))));
    }

    private void showDurations() {
        var shown = model.runs().latest().reversed();
        durations.setRuns(shown);
        var health = new Health(shown);
        median.setText(
                health.durations().isEmpty()
                        ? TEXTS.get("durations.none")
                        : TEXTS.get("durations.median", Spans.length(health.median())));
    }

    private void showGone() {
        nothing.setVisible(model.gone());
        page.setVisible(!model.gone());
        if (model.gone()) {
            nothing.getChildren()
                    .setAll(
                            new EmptyState(
                                            Feather.BRIEFCASE,
                                            TEXTS.get("gone", model.key()),
                                            TEXTS.get("gone.text"))
                                    .with(
                                            TEXTS.get("gone.jobs"),
                                            () -> desk.navigator().go(new Place.Jobs(null))));
        }
    }

    private void runNow() {
        var job = model.job();
        if (job != null) {
            RunForm.open(desk, job);
        }
    }

    private void edit() {
        desk.navigator().go(new Place.Editor(model.key()));
    }

    private void pauseOrResume() {
        var job = model.job();
        if (job == null) {
            return;
        }
        JobBulkDialog.show(
                desk, actions, Plan.of(job.paused() ? What.RESUME : What.PAUSE, List.of(job)));
    }

    private void skip() {
        model.skipNext(null, desk.notices());
    }

    private void backfill() {
        var job = model.job();
        if (job != null) {
            new BackfillSheet(desk, job, model.backfill(job)).open();
        }
    }

    private void delete() {
        var job = model.job();
        if (job != null) {
            actions.act(Plan.of(What.DELETE, List.of(job)));
        }
    }

    private void copy(boolean curl) {
        Clip.put(
                curl
                        ? Copies.curl(desk.link().profile().address(), model.key(), Map.of())
                        : Copies.commandLine(desk.link().profile(), model.key(), Map.of()));
        desk.notices().done(TEXTS.get("copied"));
    }

    @Override
    public Region region() {
        return root;
    }

    @Override
    public void show(Place place) {
        if (place instanceof Place.Job(String key)) {
            model.show(key);
        }
    }

    @Override
    public void hide() {
        wanted = false;
        model.hide();
    }

    @Override
    public void focus() {
        // What is disabled cannot have it: until the job was read.
        wanted = page.isDisabled();
        run.requestFocus();
    }

    @Override
    public List<Command> commands() {
        return List.of(
                Command.of(TEXTS.get("command.run.this"), "Shift+Enter", this::runNow),
                Command.of(TEXTS.get("command.edit.this"), "E", this::edit),
                Command.of(TEXTS.get("command.pause.this"), "P", this::pauseOrResume),
                Command.of(TEXTS.get("button.skip"), this::skip),
                Command.of(TEXTS.get("button.backfill"), "B", this::backfill),
                Command.of(TEXTS.get("command.delete.this"), "Delete", this::delete),
                Command.of(TEXTS.get("command.copy"), "Shortcut+Shift+C", () -> copy(false)),
                Command.of(TEXTS.get("command.curl"), () -> copy(true)));
    }
}
