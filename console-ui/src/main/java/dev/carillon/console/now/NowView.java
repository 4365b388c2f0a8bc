package dev.carillon.console.now;

import atlantafx.base.theme.Styles;

import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.Carillon.RunCount;
import dev.carillon.api.Carillon.Stats;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.frame.Command;
import dev.carillon.console.frame.Navigator;
import dev.carillon.console.frame.Notices;
import dev.carillon.console.frame.Place;
import dev.carillon.console.frame.Screen;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.FailedRuns;
import dev.carillon.console.link.Standing.State;
import dev.carillon.console.now.Pace.Beat;
import dev.carillon.console.parts.EmptyState;
import dev.carillon.console.parts.FigureCard;
import dev.carillon.console.parts.OnProduction;
import dev.carillon.console.parts.ProblemLine;
import dev.carillon.console.parts.RateChart;
import dev.carillon.console.parts.Reveal;
import dev.carillon.console.parts.RunTable;
import dev.carillon.console.parts.RunTable.Column;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What is going on, on one page: every number leads to what is behind it.
public final class NowView implements Screen {
    private static final Texts TEXTS = Texts.of(NowView.class);
    private static final int CHART = 90;
    private static final double HALF = 400;
    private static final double TABLE = 180;
    private static final double NODES = 220;
    private static final int LEAST_ROWS = 4;
    // The runs of which lags are told.
    private static final String LATELY = "since:1h";
    // Frame and scroll bar.
    private static final double EDGE = 16;

    private final ClusterLink link;
    private final Desk desk;
    private final NowModel model;
    private final Navigator navigator;
    private final Notices notices;
    private final VBox root = new VBox();
    private final ScrollPane page = new ScrollPane(root);
    private final FigureCard running;
    private final FigureCard queued;
    private final FigureCard failed;
    private final FigureCard median;
    private final FigureCard tail;
    private final RateChart chart = new RateChart(CHART, ClusterLink.BEAT.multipliedBy(CHART));
    private final Hyperlink rate = new Hyperlink();
    private final VBox nodes = new VBox(8);
    private final Map<String, NodeRow> nodeRows = new HashMap<>();
    private final ProblemLine problem = new ProblemLine();
    private final HBox problemLine = new HBox(12, problem, again());
    private final RunTable runningTable;
    private final RunTable waitingTable;
    private final RunTable failedTable;

    public NowView(Desk desk) {
        this.desk = desk;
        link = desk.link();
        model = new NowModel(link);
        navigator = desk.navigator();
        notices = desk.notices();
        running = card("now-running", "state:running");
        queued = card("now-queued", "state:queued");
        failed = card("now-failed", FailedRuns.QUERY);
        median = card("now-median", LATELY);
        tail = card("now-tail", LATELY);
        var clock = link.clock();
        runningTable =
                new RunTable(
                        model.running().rows().shown(),
                        List.of(Column.STATE, Column.JOB, Column.DURATION, Column.NODE),
                        clock,
                        this::open);
        runningTable.setId("now-running-table");
        runningTable.setAccessibleText(TEXTS.get("running.name"));
        waitingTable =
                new RunTable(
                        model.waiting().rows().shown(),
                        List.of(Column.STATE, Column.JOB, Column.DUE, Column.QUEUE),
                        clock,
                        this::open);
        waitingTable.setId("now-waiting-table");
        waitingTable.setAccessibleText(TEXTS.get("waiting.name"));
        failedTable =
                new RunTable(
                        model.failed().rows().shown(),
                        List.of(Column.STATE, Column.JOB, Column.STARTED, Column.MESSAGE),
                        clock,
                        this::open);
        failedTable.setId("now-failed-table");
        failedTable.setAccessibleText(TEXTS.get("failed.name"));
        layOut();
        model.readProperty().subscribe(this::showEmpty);
        problem.follow(desk.modal(), link, model.problem());
        model.problem().textProperty().subscribe(this::showProblem);
        model.problem().textProperty().subscribe(this::showEmpty);
        link.standingProperty().subscribe(this::showProblem);
        model.statsProperty().subscribe(this::showStats);
        link.failed().countProperty().subscribe(this::showFailed);
        follow(model.pace().beats(), this::showRates);
        follow(model.nodes(), this::showNodes);
    }

    private static <T> void follow(ObservableList<T> list, Runnable action) {
        list.addListener((ListChangeListener<T>) _ -> action.run());
    }

    private FigureCard card(String id, String query) {
        return new FigureCard(id, TEXTS.get(id), () -> navigator.go(new Place.Runs(query)));
    }

    private void layOut() {
        root.getStyleClass().add("screen");
        root.setId("now");
        var title = new Label(TEXTS.get("title"));
        title.getStyleClass().add("screen-title");
        var figures = new HBox(8, running, queued, failed, median, tail);
        figures.getChildren().forEach(each -> HBox.setHgrow(each, Priority.ALWAYS));
        rate.setId("now-rate");
        rate.setText(TEXTS.get("rate", "–", "–"));
        rate.setOnAction(_ -> navigator.go(new Place.Runs(LATELY)));
        var charts = titled(TEXTS.get("throughput"), rate, chart);
        charts.getStyleClass().add("card");
        HBox.setHgrow(charts, Priority.ALWAYS);
        var allNodes = new Hyperlink(TEXTS.get("nodes.all"));
        allNodes.setOnAction(_ -> navigator.go(new Place.Nodes(null)));
        var nodeCard = titled(TEXTS.get("nodes"), allNodes, nodes);
        nodeCard.getStyleClass().add("card");
        nodeCard.setMinWidth(NODES);
        nodeCard.setPrefWidth(320);
        var upper = new HBox(12, charts, nodeCard);
        var under = live(TEXTS.get("running"), "state:active", runningTable, model.running());
        HBox.setHgrow(under, Priority.ALWAYS);
        var wait =
                live(
                        TEXTS.get("waiting"),
                        "state:waiting,held,delayed,queued",
                        waitingTable,
                        model.waiting());
        HBox.setHgrow(wait, Priority.ALWAYS);
        for (var each : List.of(under, wait)) {
            each.setPrefWidth(HALF);
            each.setMinWidth(0);
        }
        for (var table : List.of(runningTable, waitingTable, failedTable)) {
            table.setPrefHeight(TABLE);
            table.minHeightProperty()
                    .bind(table.fixedCellSizeProperty().multiply(LEAST_ROWS + 1).add(EDGE));
        }
        var middle = new HBox(12, under, wait);
        VBox.setVgrow(middle, Priority.ALWAYS);
        var bad = live(TEXTS.get("failed"), FailedRuns.QUERY, failedTable, model.failed());
        VBox.setVgrow(bad, Priority.ALWAYS);
        problem.setId("now-problem");
        problemLine.setAlignment(Pos.CENTER_LEFT);
        problemLine.managedProperty().bind(problemLine.visibleProperty());
        root.getChildren().addAll(title, problemLine, figures, upper, middle, bad);
        // Rather a page that is scrolled than tables without rows.
        page.setFitToWidth(true);
        root.setMinWidth(0);
        page.setFitToHeight(true);
        page.setFocusTraversable(false);
        page.getStyleClass().add("plain-scroll");
        Reveal.follow(page);
    }

    private Hyperlink all(String id, String query, FirstRuns runs) {
        var all = new Hyperlink();
        all.setId(id);
        all.setMinWidth(Region.USE_PREF_SIZE);
        all.setOnAction(_ -> navigator.go(new Place.Runs(query)));
        runs.shareProperty()
                .subscribe(
                        share ->
                                all.setText(
                                        share == null
                                                ? TEXTS.get("all")
                                                : TEXTS.get(
                                                        "some",
                                                        share.shown(),
                                                        Spans.count(share.total()))));
        return all;
    }

    private VBox live(String text, String query, RunTable table, FirstRuns runs) {
        var all = all(table.getId() + "-all", query, runs);
        var beside = new HBox(12, table.keepStill(runs.rows()), all);
        beside.setAlignment(Pos.CENTER_RIGHT);
        return titled(text, beside, table);
    }

    private static VBox titled(String text, Node beside, Node content) {
        var heading = new Label(text);
        heading.getStyleClass().add("heading");
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        var head = new HBox(heading, space, beside);
        head.setAlignment(Pos.CENTER_LEFT);
        VBox.setVgrow(content, Priority.ALWAYS);
        return new VBox(6, head, content);
    }

    private Button again() {
        var again = new Button(TEXTS.get("problem.again"));
        again.setId("now-again");
        again.getStyleClass().add(Styles.SMALL);
        again.setMinWidth(Region.USE_PREF_SIZE);
        again.setOnAction(_ -> model.readAgain());
        return again;
    }

    private void showProblem() {
        String text = model.problem().textProperty().get();
        var state = link.standing().state();
        // The banner says it of all screens.
        boolean said = state == State.LOST || state == State.REFUSED;
        problemLine.setVisible(text != null && !said);
    }

    // What nobody has read yet is not called empty.
    private void showEmpty() {
        boolean read = model.readProperty().get();
        String unread =
                TEXTS.get(model.problem().textProperty().get() == null ? "reading" : "unread");
        runningTable.setPlaceholder(
                read
                        ? new EmptyState(
                                Feather.MOON,
                                TEXTS.get("running.none"),
                                TEXTS.get("running.none.text"))
                        : new Label(unread));
        waitingTable.setPlaceholder(new Label(read ? TEXTS.get("waiting.none") : unread));
        failedTable.setPlaceholder(new Label(read ? TEXTS.get("failed.none") : unread));
    }

    private void showStats(@Nullable Stats stats) {
        if (stats == null) {
            return;
        }
        var runs = stats.runs();
        running.setFigure(Spans.count(runs.getOrDefault(RunState.RUNNING, 0L)));
        queued.setFigure(Spans.count(runs.getOrDefault(RunState.QUEUED, 0L)));
        median.setFigure(Spans.micros(stats.lagP50Micros()));
        tail.setFigure(Spans.micros(stats.lagP99Micros()));
        showWhoseLag(stats.node());
    }

    // Each node knows its own, which is all there is where there is one.
    private void showWhoseLag(@Nullable String node) {
        if (node == null || model.nodes().size() < 2) {
            median.setText(TEXTS.get("now-median"));
            tail.setText(TEXTS.get("now-tail"));
        } else {
            median.setText(TEXTS.get("now-median.of", node));
            tail.setText(TEXTS.get("now-tail.of", node));
        }
    }

    private void showFailed(@Nullable RunCount count) {
        if (count != null) {
            failed.setFigure(Spans.count(count));
            failed.setBad(count.count() > 0);
        }
    }

    private void showRates() {
        var beats = model.pace().beats();
        chart.setValues(beats.stream().map(Beat::finished).toList());
        if (!beats.isEmpty()) {
            var last = beats.getLast();
            rate.setText(
                    TEXTS.get(
                            "rate",
                            Spans.count(Math.round(last.started())),
                            Spans.count(Math.round(last.finished()))));
        }
    }

    private void showNodes() {
        var shown = model.nodes();
        // A row stays while its node does: the keyboard may be on its name.
        nodeRows.keySet().retainAll(shown.stream().map(NodeView::name).toList());
        var rows = new ArrayList<NodeRow>();
        for (var node : shown) {
            var row = nodeRows.computeIfAbsent(node.name(), NodeRow::new);
            row.show(node);
            rows.add(row);
        }
        if (!rows.equals(nodes.getChildren())) {
            nodes.getChildren().setAll(rows);
        }
    }

    private final class NodeRow extends HBox {
        private final ProgressBar busy = new ProgressBar();
        private final Label text = new Label();

        private NodeRow(String node) {
            super(10);
            var name = new Hyperlink(node);
            name.setOnAction(_ -> navigator.go(new Place.Nodes(node)));
            busy.getStyleClass().add(Styles.SMALL);
            busy.setMaxWidth(Double.MAX_VALUE);
            HBox.setHgrow(busy, Priority.ALWAYS);
            text.getStyleClass().add("muted");
            text.setMinWidth(Region.USE_PREF_SIZE);
            getChildren().addAll(name, busy, text);
            setAlignment(Pos.CENTER_LEFT);
        }

        private void show(NodeView node) {
            busy.setProgress(node.slots() == 0 ? 0 : (double) node.busy() / node.slots());
            text.setText(TEXTS.get("node.busy", node.busy(), node.slots()));
        }
    }

    private void open(RunView run) {
        navigator.go(new Place.Run(run.id()));
    }

    private @Nullable RunView selected() {
        for (var table : List.of(runningTable, waitingTable, failedTable)) {
            if (table.isFocused()) {
                return table.getSelectionModel().getSelectedItem();
            }
        }
        return null;
    }

    private void cancel() {
        var run = selected();
        if (run != null) {
            OnProduction.ask(
                    desk.modal(),
                    desk.link().profile(),
                    TEXTS.get("ask.cancel", run.job()),
                    TEXTS.get("ask.cancel.do"),
                    () ->
                            model.cancel(
                                    run,
                                    notices,
                                    TEXTS.get("cancelled", run.job()),
                                    TEXTS.get("not.cancelled", run.job())));
        }
    }

    @Override
    public Region region() {
        return page;
    }

    @Override
    public void show(Place place) {
        model.show();
    }

    @Override
    public void hide() {
        model.hide();
    }

    @Override
    public void focus() {
        // What a scroll pane shows is in the scene only when its looks are known.
        page.applyCss();
        running.requestFocus();
    }

    @Override
    public List<Command> commands() {
        return List.of(Command.of(TEXTS.get("command.cancel"), "X", this::cancel));
    }
}
