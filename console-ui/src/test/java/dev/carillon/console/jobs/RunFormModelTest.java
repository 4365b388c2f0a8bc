package dev.carillon.console.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.JobDefinition.Parameter;
import dev.carillon.api.JobDefinition.Parameter.Type;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.FakeJobs;
import dev.carillon.console.NoticesKept;
import dev.carillon.console.frame.Navigator;
import dev.carillon.console.frame.Place;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.util.List;
import java.util.Map;

class RunFormModelTest {
    private static final Navigator NOWHERE =
            new Navigator() {
                @Override
                public void go(Place place) {}

                @Override
                public void back() {}
            };

    private final FakeJobs cluster = new FakeJobs();
    private final ClusterLink link =
            new ClusterLink(
                    new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                    cluster.carillon(),
                    new DirectBackground(),
                    () -> FakeCarillon.NOW);
    private final NoticesKept notices = new NoticesKept();

    private RunFormModel form(Parameter... parameters) {
        return new RunFormModel(link, "default", "report", List.of(parameters));
    }

    private static Parameter parameter(Type type, @Nullable String otherwise) {
        return new Parameter(
                "p",
                type,
                otherwise,
                type == Type.CHOICE ? List.of("small", "large") : List.of(),
                "");
    }

    @ParameterizedTest
    @CsvSource({
        "NUMBER, 12.5, true", "NUMBER, twelve, false", "DATE, 2027-02-28, true",
        "DATE, 2027-02-30, false", "CHOICE, small, true", "CHOICE, medium, false",
        "BOOLEAN, true, true", "BOOLEAN, yes, false", "STRING, anything, true",
        "NUMBER, '', false", "STRING, '', true"
    })
    void aValueIsJudgedByItsType(Type type, String value, boolean right) {
        var form = form(parameter(type, null));

        form.fields().getFirst().value().set(value);

        assertThat(form.right()).isEqualTo(right);
    }

    @Test
    void defaultsAreFilledInAndNotSent() {
        var form = form(parameter(Type.DATE, "${scheduledDate}"));

        assertThat(form.fields().getFirst().value().get()).isEqualTo("${scheduledDate}");
        assertThat(form.right()).isTrue();
        assertThat(form.parameters()).isEmpty();

        form.fields().getFirst().value().set("2027-01-31");
        assertThat(form.parameters()).isEqualTo(Map.of("p", "2027-01-31"));
    }

    @Test
    void aTimeIsReadInTheZoneOfThisMachine() {
        var form = form();

        form.at().set("2027-01-31 06:00");
        assertThat(form.right()).isTrue();
        form.at().set("tomorrow");
        assertThat(form.atProblem()).contains("2027-01-31 06:00");
    }

    @Test
    void theRunIsMadeWithWhatWasWritten() {
        cluster.define("{name: report, task: {shell: {command: [date]}}, parameters: [{name: p}]}");
        var form = form(parameter(Type.STRING, null));
        form.fields().getFirst().value().set("x");

        form.submit(notices, NOWHERE, _ -> {});

        assertThat(cluster.calls()).containsExactly("run default/report {p=x}");
        assertThat(notices.told).containsExactly("done: A run of default/report was made");
    }

    @Test
    void whatIsRefusedIsTold() {
        form().submit(notices, NOWHERE, _ -> {});

        assertThat(notices.told)
                .containsExactly(
                        "failed: default/report was not run: there is no job default/report");
    }

    @Test
    void copiesQuoteForTheShellAndHaveNoToken() {
        var values = Map.of("name", "O'Neil & sons");

        var cluster =
                new Profile("live", URI.create("https://node1:7180"), "secret", Tint.RED, true);
        assertThat(Copies.commandLine(cluster, "default/report", values))
                .isEqualTo(
                        "carillon run default/report -p 'name=O'\\''Neil & sons' --url https://node1:7180");
        assertThat(Copies.curl(URI.create("http://127.0.0.1:7180/"), "default/report", Map.of()))
                .isEqualTo(
                        "curl -X POST -H \"Authorization: Bearer $CARILLON_TOKEN\" -H"
                                + " 'Content-Type: application/json' -d '{}'"
                                + " http://127.0.0.1:7180/api/v1/jobs/default/report:run");
    }
}
