package dev.carillon.console.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.JobDefinition.Parameter;
import dev.carillon.api.JobDefinition.Parameter.Type;
import dev.carillon.api.Json;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.FakeCarillon;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class RetryModelTest {
    private static RunView run(Map<String, String> parameters) {
        return FakeCarillon.changed(
                new FakeCarillon().add("report", RunState.FAILED),
                json -> json.set("parameters", Json.mapper().valueToTree(parameters)));
    }

    private static Parameter parameter(String name, Type type) {
        return new Parameter(name, type, null, List.of("small", "large"), "");
    }

    @Test
    void aValueIsCheckedByItsTypeBeforeItIsSent() {
        var model =
                new RetryModel(
                        run(Map.of("size", "small", "day", "2026-11-25")),
                        List.of(parameter("size", Type.CHOICE), parameter("day", Type.DATE)));
        assertThat(model.right()).isTrue();
        assertThat(model.changed()).isEmpty();

        model.fields().getLast().value().set("yesterday");

        assertThat(model.right()).isFalse();
        assertThat(model.fields().getLast().problem()).contains("2027-01-31");
    }

    @Test
    void aSecretLeftEmptyIsAsBeforeAndIsNeverTheStarsOfTheRun() {
        var model =
                new RetryModel(
                        run(Map.of("password", "*****")),
                        List.of(parameter("password", Type.SECRET)));
        assertThat(model.fields().getFirst().value().get()).isEmpty();
        assertThat(model.right()).isTrue();
        assertThat(model.changed()).isEmpty();

        model.fields().getFirst().value().set("new");

        assertThat(model.right()).isTrue();
        assertThat(model.changed()).isEqualTo(Map.of("password", "new"));
    }

    @Test
    void aValueThatIsClearedIsRefusedInPlaceAlsoWhereThereIsADefault() {
        var size = new Parameter("size", Type.NUMBER, "10", List.of(), "");
        var model = new RetryModel(run(Map.of("size", "12")), List.of(size));

        model.fields().getFirst().value().set("");

        assertThat(model.right()).isFalse();
        assertThat(model.fields().getFirst().problem())
                .isEqualTo("A value is needed; the default is 10.");
    }

    @Test
    void aValueWithoutANameIsNotDroppedButItsNameIsAskedFor() {
        var model = new RetryModel(run(Map.of()), List.of());
        assertThat(model.right()).isTrue();

        model.newValue().set("3");

        assertThat(model.right()).isFalse();
        assertThat(model.newProblem()).contains("name");
    }

    @Test
    void aSecretThatTheRunDidNotHaveIsNeeded() {
        var model = new RetryModel(run(Map.of()), List.of(parameter("password", Type.SECRET)));

        assertThat(model.right()).isFalse();
    }

    @Test
    void theDefaultOfASecretIsSentWhenItIsTyped() {
        var secret = new Parameter("password", Type.SECRET, "usual", List.of(), "");
        var model = new RetryModel(run(Map.of("password", "*****")), List.of(secret));
        assertThat(model.fields().getFirst().value().get()).isEmpty();

        model.fields().getFirst().value().set("usual");

        assertThat(model.changed()).isEqualTo(Map.of("password", "usual"));
    }

    @Test
    void whatTheJobDoesNotDeclareKeepsAFieldAndOnlyWhatIsOtherIsSent() {
        var model = new RetryModel(run(Map.of("old", "1")), List.of(parameter("p", Type.STRING)));
        assertThat(model.fields().stream().map(field -> field.parameter().name()))
                .containsExactly("p", "old");

        model.fields().getLast().value().set("2");
        model.newName().set(" more ");
        model.newValue().set("3");

        assertThat(model.changed()).isEqualTo(Map.of("old", "2", "more", "3"));
    }
}
