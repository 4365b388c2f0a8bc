package dev.carillon.console.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Definitions;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.FakeFlows;
import dev.carillon.console.NoticesKept;
import dev.carillon.console.flows.FlowShape.Step;
import dev.carillon.console.frame.Navigator;
import dev.carillon.console.frame.Place;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

class FlowsModelTest {
    private final FakeFlows cluster = new FakeFlows();
    private final DirectBackground background = new DirectBackground();
    private final ClusterLink link =
            new ClusterLink(
                    new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                    cluster.carillon(),
                    background,
                    () -> FakeCarillon.NOW);
    private final NoticesKept notices = new NoticesKept();
    private final List<Place> gone = new ArrayList<>();
    private final Navigator navigator =
            new Navigator() {
                @Override
                public void go(Place place) {
                    gone.add(place);
                }

                @Override
                public void back() {}
            };
    private final FlowsModel model = new FlowsModel(link);

    private FlowShape shape() {
        return Objects.requireNonNull(model.shownProperty().get()).shape();
    }

    private Step step(String name) {
        return shape().steps().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Duration minutes(int count) {
        return Duration.ofMinutes(count);
    }

    @Test
    void onlyRunsOfFlowsAreListed() {
        cluster.define(FakeFlows.FLOW);
        cluster.define("{name: report, task: {shell: {command: [date]}}}");
        var flow = cluster.add("orders", RunState.RUNNING);
        cluster.addPart(flow, "extract", RunState.RUNNING, minutes(0), null);
        cluster.add("report", RunState.RUNNING);
        link.open();

        model.show(null);

        assertThat(model.runs().shown()).extracting(RunView::id).containsExactly(flow.id());
    }

    private void manyFlows(int count) {
        for (int i = 0; i < count; i++) {
            String name = "flow-%03d".formatted(i);
            cluster.define(FakeFlows.FLOW.replace("name: orders", "name: " + name));
            cluster.add(name, RunState.SUCCEEDED);
        }
    }

    @Test
    void whenThereAreMoreFlowsThanAreListedItIsSaid() {
        manyFlows(50);
        link.open();
        model.show(null);
        assertThat(model.cappedProperty().get()).isFalse();

        manyFlows(51);
        background.tick();

        assertThat(model.cappedProperty().get()).isTrue();
    }

    @Test
    void flowsBeyondThoseThatAreListedAreFoundByTheirName() {
        manyFlows(60);
        link.open();
        model.show(null);
        assertThat(model.runs().shown())
                .extracting(RunView::job)
                .doesNotContain("default/flow-059");

        model.filter(" flow-059 ");
        background.tick();

        assertThat(model.runs().shown())
                .extracting(RunView::job)
                .containsExactly("default/flow-059");
        assertThat(model.cappedProperty().get()).isFalse();
    }

    @Test
    void underThePointerANewRunWaitsButAnotherFilterIsListedAtOnce() {
        manyFlows(2);
        link.open();
        model.show(null);
        model.runs().setStill(true);

        cluster.add("flow-001", RunState.RUNNING);
        background.tick();
        assertThat(model.runs().shown()).hasSize(2);
        assertThat(model.runs().waitingProperty().get()).isEqualTo(1);

        model.filter("flow-001");
        background.tick();
        assertThat(model.runs().shown())
                .extracting(RunView::state)
                .containsExactly(RunState.RUNNING, RunState.SUCCEEDED);
    }

    @Test
    void eachStepHasItsRunAsItStands() {
        cluster.define(FakeFlows.FLOW);
        var flow = cluster.add("orders", RunState.RUNNING);
        cluster.addPart(flow, "extract", RunState.SUCCEEDED, minutes(0), minutes(1));
        var load = cluster.addPart(flow, "customers", RunState.RUNNING, minutes(1), null);
        link.open();
        model.show(flow.id());

        assertThat(shape().steps())
                .extracting(Step::name)
                .containsExactly("extract", "customers", "invoices", "check", "publish", "tell");
        assertThat(step("invoices").run()).isNull();
        assertThat(step("check").what()).isEqualTo("default/quality");

        cluster.change(load, RunState.FAILED, minutes(2));
        cluster.addPart(flow, "invoices", RunState.RUNNING, minutes(2), null);
        background.tick();

        assertThat(step("customers").bad()).isTrue();
        assertThat(Objects.requireNonNull(step("invoices").run()).state())
                .isEqualTo(RunState.RUNNING);
    }

    @Test
    void theCriticalPathIsWhatEndedLastEachTime() {
        cluster.define(FakeFlows.FLOW);
        var flow = cluster.add("orders", RunState.SUCCEEDED);
        cluster.addPart(flow, "extract", RunState.SUCCEEDED, minutes(0), minutes(1));
        cluster.addPart(flow, "customers", RunState.SUCCEEDED, minutes(1), minutes(9));
        cluster.addPart(flow, "invoices", RunState.SUCCEEDED, minutes(1), minutes(2));
        cluster.addPart(flow, "check", RunState.SUCCEEDED, minutes(10), minutes(1));
        cluster.addPart(flow, "publish", RunState.SUCCEEDED, minutes(11), minutes(1));
        link.open();

        model.show(flow.id());

        assertThat(shape().critical())
                .containsExactlyInAnyOrder("extract", "customers", "check", "publish");
    }

    @Test
    void itIsResumedFromAStepAndTheNewRunIsShown() {
        cluster.define(FakeFlows.FLOW);
        var flow = cluster.add("orders", RunState.FAILED);
        link.open();
        model.show(flow.id());

        model.resume(flow, List.of("check"), notices, navigator);

        assertThat(cluster.calls()).containsExactly("retry " + flow.id() + " [check]");
        assertThat(notices.told).containsExactly("done: default/orders runs again from check");
        assertThat(gone).hasSize(1).allMatch(Place.Flows.class::isInstance);
    }

    @Test
    void whenTheJobIsGoneTheStepsThatRanAreThereAllTheSame() {
        var flow = cluster.add("orders", RunState.FAILED);
        cluster.addPart(flow, "extract", RunState.FAILED, minutes(0), minutes(1));
        link.open();

        model.show(flow.id());

        assertThat(shape().steps()).extracting(Step::name).containsExactly("extract");
        assertThat(Objects.requireNonNull(model.shownProperty().get()).changed()).isTrue();
    }

    @Test
    void aRunThatIsNotThereIsTold() {
        link.open();
        model.show("none");

        assertThat(model.problem().textProperty().get()).isEqualTo("there is no run none");
    }

    @Test
    void withoutADefinitionOrRunsThereAreNoSteps() {
        assertThat(FlowShape.of(null, List.of()).steps()).isEmpty();
        assertThat(
                        FlowShape.of(
                                        Definitions.parse(FakeFlows.FLOW, "test").getFirst(),
                                        List.of())
                                .critical())
                .isEmpty();
    }
}
