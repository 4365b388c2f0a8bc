package dev.carillon.console.editor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.JobDefinition.Dependency.On;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.FakeJobs;
import dev.carillon.console.editor.StepsModel.Row;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Drafts;
import dev.carillon.console.link.Memory;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class StepsModelTest {
    private static final String FLOW =
            """
            name: load   # nightly
            task:
              flow:
                steps:
                  # from the shop
                  - name: orders
                    shell: {command: [extract, orders]}   # slow
                    retry: {attempts: 3}
                  - {name: customers, job: crm/customers}
                  - name: check
                    after: [orders, customers]
                    with: {rows: "${steps.orders.result} of ${day}", state: "${steps.orders.state}"}
                    shell:
                      script: |
                        # compare
                        test "$rows"
                  - name: alarm
                    after:
                      - step: check   # only then
                        on: failure
                    http: {url: "https://example.org"}
                  - name: tidy
                    after: [{step: check, on: end}]
                    shell: {command: ["true"]}
            parameters: [{name: day}]
            """;

    @TempDir Path folder;
    private final ClusterLink link =
            new ClusterLink(
                    new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                    new FakeJobs().carillon(),
                    new DirectBackground(),
                    () -> FakeCarillon.NOW);
    private EditorModel editor;
    private StepsModel steps;

    @BeforeEach
    void begin() {
        editor =
                new EditorModel(
                        link, Drafts.ofJobs(Memory.of(folder.resolve("memory.json")), "test"));
        steps = new StepsModel(editor);
        editor.show(null);
        editor.setText(FLOW);
        assertThat(editor.problemsProperty().get()).isEmpty();
    }

    private String text() {
        return editor.textProperty().get();
    }

    private List<String> names() {
        return steps.rowsProperty().get().stream().map(Row::name).toList();
    }

    private Row row(String name) {
        return steps.rowsProperty().get().get(names().indexOf(name));
    }

    @Test
    void eachStepSaysWhatItDoesAndWhatItComesAfter() {
        assertThat(steps.rowsProperty().get())
                .containsExactly(
                        new Row("orders", "shell", "begins at once", ""),
                        new Row("customers", "job", "begins at once", ""),
                        new Row("check", "shell", "after orders, customers", ""),
                        new Row("alarm", "http", "after check (on failure)", ""),
                        new Row("tidy", "shell", "after check (at its end)", ""));
        assertThat(steps.shape().steps().getLast().after()).isEqualTo(Map.of("check", On.END));
    }

    @Test
    void aJobWithoutFlowHasNoSteps() {
        editor.setText("name: a\ntask: {shell: {command: [date]}}\n");

        assertThat(steps.rowsProperty().get()).isEmpty();
        steps.select(0);
        assertThat(steps.step()).isNull();
    }

    @Test
    void aNewStepComesBehindAndAfterTheChosenOne() {
        steps.select("customers");

        steps.add();

        assertThat(names())
                .containsExactly("orders", "customers", "step-6", "check", "alarm", "tidy");
        assertThat(steps.selected()).isEqualTo(2);
        assertThat(row("step-6").after()).isEqualTo("after customers");
        assertThat(editor.problemsProperty().get()).isEmpty();
        assertThat(editor.commentsLostProperty().get()).isFalse();
    }

    @Test
    void whenNoneIsChosenANewStepComesLast() {
        steps.add();

        assertThat(names()).endsWith("tidy", "step-6");
        assertThat(row("step-6").after()).isEqualTo("after tidy");
        assertThat(steps.selected()).isEqualTo(5);
    }

    @Test
    void anotherNameIsFollowedByAllThatSpeakOfTheStep() {
        steps.select("orders");

        steps.rename("sales");

        assertThat(text())
                .isEqualTo(
                        FLOW.replace("name: orders", "name: sales")
                                .replace("[orders, customers]", "[sales, customers]")
                                .replace("steps.orders.", "steps.sales."));
        steps.select("check");
        steps.rename("verify");
        assertThat(text()).contains("- step: verify   # only then", "{step: verify, on: end}");
        assertThat(editor.problemsProperty().get()).isEmpty();
        assertThat(editor.commentsLostProperty().get()).isFalse();
    }

    @Test
    void onTheWayToANameThatBeginsLikeAnotherNothingIsMixedUp() {
        steps.select("orders");

        for (String written : List.of("order", "", "c", "check", "checked")) {
            steps.rename(written);
        }

        assertThat(text()).contains("name: checked\n", "after: [checked, customers]");
        assertThat(row("alarm").after()).isEqualTo("after check (on failure)");
        assertThat(editor.problemsProperty().get()).isEmpty();
    }

    @Test
    void aNameThatIsGivenTwiceIsToldAtItsStep() {
        steps.select("customers");

        steps.rename("check");

        assertThat(steps.steps().get(2).name()).isEqualTo("check");
        assertThat(steps.selected()).isEqualTo(1);
        assertThat(steps.rowsProperty().get())
                .filteredOn(row -> row.problem().contains("is given twice"))
                .hasSize(1);
        assertThat(text()).contains("after: [orders, customers]");
    }

    @Test
    void whatCameAfterARemovedStepComesAfterItsPredecessors() {
        steps.select("check");

        steps.remove();

        assertThat(names()).containsExactly("orders", "customers", "alarm", "tidy");
        assertThat(row("tidy").after())
                .isEqualTo("after orders (at its end), customers (at its end)");
        assertThat(steps.selected()).isEqualTo(2);
    }

    @Test
    void whatCameAfterTheFailureOfARemovedStepIsWrongUntilOneDecides() {
        steps.select("check");
        steps.remove();

        assertThat(row("alarm").after()).isEqualTo("after check (on failure)");
        assertThat(row("alarm").problem()).contains("\"check\", which is no step of the flow");
        assertThat(row("tidy").problem()).isEmpty();
    }

    @Test
    void theLastStepStays() {
        editor.setText("name: a\ntask: {flow: {steps: [{name: b, shell: {command: [x]}}]}}\n");
        steps.select(0);

        steps.remove();

        assertThat(names()).containsExactly("b");
        assertThat(steps.canRemove()).isFalse();
    }

    @Test
    void aStepIsWrittenElsewhereWithItsCommentsAndStaysChosen() {
        steps.select("orders");

        steps.move(1);

        assertThat(text())
                .contains(
                        """
                            steps:
                              - {name: customers, job: crm/customers}
                              # from the shop
                              - name: orders
                                shell: {command: [extract, orders]}   # slow
                        """
                                .indent(0));
        assertThat(steps.selected()).isEqualTo(1);
        assertThat(steps.canMove(1)).isTrue();
        steps.move(-1);
        assertThat(text()).isEqualTo(FLOW);
        assertThat(steps.canMove(-1)).isFalse();
    }

    @Test
    void theChosenStepStaysChosenWhenTheTextChangesAboveIt() {
        steps.select("check");

        editor.setText(FLOW.replace("      # from", "      - {name: new, job: x}\n      # from"));

        assertThat(steps.selected()).isEqualTo(3);
        editor.setText("name: a\n");
        assertThat(steps.selected()).isEqualTo(-1);
    }

    @Test
    void anotherKindTakesThePlaceOfTheOldOne() {
        steps.select("orders");

        steps.setKind("sql");

        assertThat(text())
                .contains(
                        "- name: orders\n        sql:\n          connection: main\n",
                        "        retry: {attempts: 3}\n");
        steps.setKind("job");
        assertThat(text())
                .contains("- name: orders\n        job: other-job")
                .doesNotContain("retry");
        assertThat(editor.problemsProperty().get()).isEmpty();
    }

    @Test
    void onlyWhatMakesNoCircleIsOfferedToComeAfter() {
        steps.select("orders");
        assertThat(steps.candidates()).containsExactly("customers");
        steps.select("tidy");
        assertThat(steps.candidates()).containsExactly("orders", "customers", "alarm");

        steps.connect("alarm");

        assertThat(text()).contains("after: [{step: check, on: end}, alarm]");
    }

    @Test
    void whatAStepWaitsForIsChangedWhereItIsWritten() {
        steps.select("alarm");
        steps.on(0, "end");
        assertThat(text()).contains("- step: check   # only then\n            on: end\n");
        steps.on(0, "success");
        assertThat(row("alarm").after()).isEqualTo("after check");

        steps.select("check");
        steps.on(1, "failure");
        assertThat(text()).contains("after: [orders, {step: customers, on: failure}]");

        steps.disconnect(0);
        steps.disconnect(0);
        assertThat(row("check").after()).isEqualTo("begins at once");
        assertThat(editor.commentsLostProperty().get()).isFalse();
    }

    @Test
    void aCircleIsToldAtAStepOfIt() {
        editor.setText(FLOW.replace("name: orders\n", "name: orders\n        after: [tidy]\n"));

        assertThat(steps.rowsProperty().get())
                .filteredOn(row -> row.problem().contains("goes in a circle"))
                .hasSize(1);
        assertThat(steps.shape().steps()).hasSize(5);
    }

    @Test
    void anUnknownStepIsToldWhereItIsNamed() {
        editor.setText(FLOW.replace("[orders, customers]", "[orders, custmers]"));

        assertThat(row("check").problem())
                .contains("\"custmers\", which is no step of the flow", "customers");
        assertThat(row("orders").problem()).isEmpty();
    }

    @Test
    void whileTheTextIsBrokenTheStepsStayAsTheyWere() {
        steps.select("orders");
        editor.setText(FLOW + "x: [");

        steps.rename("sales");
        steps.remove();
        steps.add();

        assertThat(text()).isEqualTo(FLOW + "x: [");
        assertThat(names()).hasSize(5);
    }
}
