package dev.carillon.console.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.console.NoticesHeard;
import dev.carillon.console.link.Memory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class LastChoicesTest {
    @TempDir Path folder;
    private final NoticesHeard notices = new NoticesHeard();

    private LastChoices of(String screen, String cluster) {
        return new LastChoices(Memory.of(folder.resolve("memory.json")), notices, screen, cluster);
    }

    @Test
    void aChoiceIsKnownAfterANewStartOnItsScreenOfItsCluster() {
        of("tonight", "billing").keep("filter", "orders");

        assertThat(of("tonight", "billing").recall("filter")).isEqualTo("orders");
        assertThat(of("flows", "billing").recall("filter")).isEmpty();
        assertThat(of("tonight", "orders").recall("filter")).isEmpty();
    }

    @Test
    void whatALinkWroteIsNotKeptUntilThePersonChangesIt() {
        var choices = of("changes", "billing");
        choices.keep("what", "queue");

        choices.given("what", "job default/report");
        choices.keep("what", "job default/report");
        assertThat(of("changes", "billing").recall("what")).isEqualTo("queue");

        choices.keep("what", "job");
        choices.keep("what", "job default/report");
        assertThat(of("changes", "billing").recall("what")).isEqualTo("job default/report");
    }

    @Test
    void oneThatCannotBeWrittenHoldsUntilTheEndAndThatIsSaid() throws IOException {
        Files.createDirectories(folder.resolve("memory.json.new").resolve("in-the-way"));
        var choices = of("tonight", "billing");

        choices.keep("filter", "orders");

        assertThat(choices.recall("filter")).isEqualTo("orders");
        assertThat(notices.texts()).hasSize(1);
    }
}
