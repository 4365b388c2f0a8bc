package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.Definitions;
import dev.carillon.api.EventView;
import dev.carillon.api.client.HttpCarillon;
import dev.carillon.api.trust.Fingerprint;
import dev.carillon.api.trust.Trust;
import dev.carillon.testkit.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// Two nodes that others reach, with one authority for both.
@Isolated
class RemoteClusterIT {
    private final TestDatabase.Place database = TestDatabase.POSTGRESQL.fresh();

    @TempDir Path folder;

    private NodeRuntime start(String name) {
        var data = folder.resolve(name);
        DataFolder.claim(data).close();
        return NodeRuntime.start(
                ConfigFile.parse(
                        """
                        data: {folder: %s}
                        database: {url: "%s", user: %s, password: "%s"}
                        api: {host: 0.0.0.0, port: 0}
                        node: {name: %s}
                        cluster: {secret: a secret of the cluster under test, messages: off}
                        """
                                .formatted(
                                        data,
                                        database.url(),
                                        database.user(),
                                        database.password(),
                                        name),
                        "test"));
    }

    @Test
    void aClientThatKnowsOneAddressAndOneFingerprintGoesOnWithAnotherNode() throws IOException {
        var events = new CopyOnWriteArrayList<EventView>();
        try (var second = start("b")) {
            HttpCarillon carillon;
            try (var first = start("a")) {
                carillon = connect(toldOf("a"), ShownCertificate.inFolder(folder.resolve("a")));
                assertThat(carillon.learn())
                        .hasSize(2)
                        .allMatch(each -> each.getScheme().equals("https"))
                        .contains(toldOf("b"));
                carillon.events(null, events::add);
                define(carillon, "before");
                awaitChanges(events, 1);
                assertThat(first.url()).isNotEqualTo(second.url());
            }
            try (carillon) {
                await().atMost(15, TimeUnit.SECONDS)
                        .ignoreExceptions()
                        .until(() -> carillon.nodes().stream().anyMatch(each -> isUp(each, "b")));
                define(carillon, "after");
                awaitChanges(events, 2);
                assertThat(events).noneMatch(each -> each.type().equals("reset"));
            }
        }
    }

    private static void define(HttpCarillon carillon, String job) {
        carillon.apply(
                Definitions.parse(
                        "name: " + job + "\ntask: {shell: {command: [\"true\"]}}\n", "test"),
                false);
    }

    private static void awaitChanges(List<EventView> events, int jobs) {
        await().atMost(15, TimeUnit.SECONDS)
                .until(
                        () ->
                                events.stream().filter(each -> each.type().equals("job")).count()
                                        == jobs);
    }

    private static boolean isUp(NodeView node, String name) {
        return node.name().equals(name) && node.state().equals("UP");
    }

    private URI toldOf(String name) {
        var found =
                ApiAddress.find(
                        new ApiAddress.Given(null, null, null, null),
                        Map.of(),
                        List.of(folder.resolve("b")));
        try (var carillon = found.connect()) {
            return carillon.nodes().stream()
                    .filter(each -> each.name().equals(name))
                    .map(NodeView::url)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private HttpCarillon connect(URI url, ShownCertificate shown) throws IOException {
        return HttpCarillon.connect(
                url,
                Files.readString(folder.resolve("a").resolve(ApiAddress.TOKEN_FILE)).strip(),
                Trust.pinned(Fingerprint.parse(shown.fingerprint())));
    }
}
