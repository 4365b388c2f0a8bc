package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Json;
import dev.carillon.testkit.FreePorts;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The sample of a cluster on one machine, by its own command.
class LocalClusterIT {
    private static final String COMMAND =
            Launcher.HOME.resolve("samples/local-cluster/cluster").toString();

    @TempDir Path folder;
    private int ports;

    // The launcher of the source tree would build what this build is testing.
    @BeforeEach
    void writeCommand() throws IOException {
        var command =
                Files.writeString(
                        command(),
                        "#!/bin/sh\nexec '%s/bin/java' %s -Xmx192m -cp '%s' dev.carillon.node.NodeMain \"$@\"\n"
                                .formatted(
                                        System.getProperty("java.home"),
                                        String.join(" ", NodeCommandLine.SMALL),
                                        NodeCommandLine.PACKAGED));
        assertThat(command.toFile().setExecutable(true)).isTrue();
    }

    private Path command() {
        return folder.resolve("carillon");
    }

    @BeforeEach
    void findPorts() throws IOException {
        ports = FreePorts.block(7);
    }

    @AfterEach
    void stop() throws Exception {
        run("stop");
    }

    private String run(String... words) throws Exception {
        var command = new ArrayList<>(List.of(COMMAND));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command);
        Launcher.sober(builder, folder);
        builder.environment().put("CARILLON_CLUSTER_FOLDER", folder.resolve("cluster").toString());
        builder.environment().put("CARILLON_CLUSTER_COMMAND", command().toString());
        builder.environment().put("CARILLON_CLUSTER_API_PORT", Integer.toString(ports));
        builder.environment().put("CARILLON_CLUSTER_PORT", Integer.toString(ports + 3));
        builder.environment().put("CARILLON_CLUSTER_DATABASE_PORT", Integer.toString(ports + 6));
        // Nodes that it starts go on and keep its output open.
        var said = folder.resolve("said");
        builder.redirectOutput(said.toFile());
        builder.redirectErrorStream(true);
        var process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
        String text = Files.readString(said);
        assertThat(process.exitValue()).as("%s: %s", command, text).isZero();
        return text;
    }

    private JsonNode ask(String... words) throws Exception {
        var command = new ArrayList<>(List.of("carillon"));
        command.addAll(List.of(words));
        command.add("--json");
        return Json.mapper().readTree(run(command.toArray(String[]::new)));
    }

    private static List<JsonNode> items(JsonNode page) {
        var items = page.isArray() ? page : page.path("items");
        var found = new ArrayList<JsonNode>();
        items.forEach(found::add);
        return found;
    }

    private Set<String> nodes() throws Exception {
        var names = new HashSet<String>();
        items(ask("nodes")).forEach(node -> names.add(node.path("name").asString()));
        return names;
    }

    private List<JsonNode> heartbeats() throws Exception {
        return items(
                ask(
                        "runs",
                        "--job",
                        "default/heartbeat",
                        "--state",
                        "succeeded",
                        "--limit",
                        "1000"));
    }

    @Test
    void aKilledNodeIsMissedByNobodyAndComesBack() throws Exception {
        assertThat(run("start")).contains("node a answers at", "node c answers at");
        assertThat(nodes()).containsExactlyInAnyOrder("a", "b", "c");

        assertThat(run("kill", "b")).contains("node b is killed");
        await().atMost(20, TimeUnit.SECONDS).until(() -> nodes().equals(Set.of("a", "c")));
        int before = heartbeats().size();
        await().atMost(20, TimeUnit.SECONDS).until(() -> heartbeats().size() > before + 2);

        assertThat(run("restart", "b")).contains("node b answers at");
        assertThat(nodes()).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(items(ask("runs", "--job", "default/heartbeat", "--state", "missed"))).isEmpty();
        assertThat(run("stop")).contains("node a has stopped", "node c has stopped");
    }
}
