package dev.carillon.console.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.console.link.Profile.Tint;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

class ProfilesTest {
    private static final URI ONE = URI.create("http://10.0.0.1:7180");
    private static final URI TWO = URI.create("http://10.0.0.2:7180");
    private static final URI THREE = URI.create("http://10.0.0.3:7180");

    @TempDir Path folder;

    private Profiles profiles() {
        return new Profiles(Memory.of(folder.resolve("console.json")));
    }

    private static Profile at(URI address) {
        return new Profile("billing", address, "secret", Tint.BLUE, false);
    }

    @Test
    void whereTheOtherNodesAnsweredIsKnownAtTheNextStart() {
        profiles().keepNodes(at(ONE), List.of(THREE, ONE, TWO));

        assertThat(profiles().nodes(at(ONE))).containsExactly(TWO, THREE);
    }

    @Test
    void nodesThatWereToldAtAnotherAddressMayBeOfAnotherCluster() {
        profiles().keepNodes(at(ONE), List.of(ONE, TWO));

        assertThat(profiles().nodes(at(THREE))).isEmpty();
    }

    @Test
    void aConnectionThatIsRemovedTakesItsNodesAlong() {
        var profiles = profiles();
        profiles.put(at(ONE));
        profiles.keepNodes(at(ONE), List.of(TWO));

        profiles.remove("billing");

        assertThat(profiles().nodes(at(ONE))).isEmpty();
    }
}
