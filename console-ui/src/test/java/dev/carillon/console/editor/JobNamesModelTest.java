package dev.carillon.console.editor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.console.FakeCarillon;
import dev.carillon.console.FakeJobs;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URI;

class JobNamesModelTest {
    private final FakeJobs cluster = new FakeJobs();
    private final DirectBackground background = new DirectBackground();
    private final JobNamesModel model =
            new JobNamesModel(
                    new ClusterLink(
                            new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                            cluster.carillon(),
                            background,
                            () -> FakeCarillon.NOW));

    @BeforeEach
    void jobs() {
        for (String name : new String[] {"orders-import", "orders-check", "report", "nightly"}) {
            cluster.define("{name: " + name + ", task: {shell: {command: [date]}}}");
        }
    }

    @Test
    void thoseWithWhatIsWrittenInTheirNameAreOffered() {
        model.complete("orders", null);

        assertThat(model.namesProperty().get())
                .containsExactly("default/orders-check", "default/orders-import");
    }

    @Test
    void nothingWrittenOffersAllButTheFlowItself() {
        model.complete("", "default/nightly");

        assertThat(model.namesProperty().get())
                .containsExactly("default/orders-check", "default/orders-import", "default/report");
    }

    @Test
    void aNameThatIsWrittenWholeIsNotOffered() {
        model.complete("default/report", null);

        assertThat(model.namesProperty().get()).isEmpty();
    }

    @Test
    void ofManyTheFirstAreOffered() {
        for (int i = 0; i < 30; i++) {
            cluster.define("{name: many-%02d, task: {shell: {command: [date]}}}".formatted(i));
        }

        model.complete("many", "default/many-00");

        assertThat(model.namesProperty().get())
                .hasSize(12)
                .startsWith("default/many-01")
                .endsWith("default/many-12");
    }

    @Test
    void withoutANodeNothingIsOffered() {
        model.complete("orders", null);
        cluster.setAway(true);

        model.complete("order", null);

        assertThat(model.namesProperty().get()).isEmpty();
    }

    @Test
    void anAnswerThatComesAfterTheEndIsLate() {
        background.hold();
        model.complete("orders", null);

        model.end();
        background.answer();

        assertThat(model.namesProperty().get()).isEmpty();
    }
}
