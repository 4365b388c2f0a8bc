package dev.carillon.console.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.console.link.Memory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class LastPlacesTest {
    @TempDir Path folder;

    private LastPlaces of(String cluster) {
        return new LastPlaces(Memory.of(folder.resolve("memory.json")), cluster);
    }

    @Test
    void whatWasLookedForLastIsKnownAfterANewStart() {
        var last = of("billing");
        last.keep(new Place.Runs("state:failed"));
        last.keep(new Place.Jobs("report"));
        last.keep(new Place.Nodes("a"));

        assertThat(of("billing").resolve(new Place.Runs(null)))
                .isEqualTo(new Place.Runs("state:failed"));
        assertThat(of("billing").resolve(new Place.Jobs(null))).isEqualTo(new Place.Jobs("report"));
    }

    @Test
    void anotherClusterHasItsOwn() {
        of("billing").keep(new Place.Runs("state:failed"));

        assertThat(of("orders").resolve(new Place.Runs(null))).isEqualTo(new Place.Runs(""));
        assertThat(of("orders").resolve(new Place.Jobs(null))).isEqualTo(new Place.Jobs(""));
    }

    @Test
    void whoWantsAllGetsAll() {
        var last = of("billing");
        last.keep(new Place.Runs("state:failed"));

        assertThat(last.resolve(new Place.Runs(""))).isEqualTo(new Place.Runs(""));
        last.keep(new Place.Runs(""));
        assertThat(last.resolve(new Place.Runs(null))).isEqualTo(new Place.Runs(""));
    }
}
