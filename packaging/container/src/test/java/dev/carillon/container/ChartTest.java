package dev.carillon.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;

import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The chart, linted and rendered by Helm itself, and what comes of it read by the models of Kubernetes. No cluster is
/// needed, and none has seen it.
class ChartTest {
    private static final Path CHART = Path.of("helm/carillon").toAbsolutePath();

    @TempDir Path folder;

    private static TemplateCommand chart() {
        return new Helm(CHART)
                .template()
                .withName("jobs")
                .withNamespace("batch")
                .withKubeVersion("1.31.0")
                .set("database.url", "jdbc:postgresql://127.0.0.1:1/carillon");
    }

    private static Yaml only(String kind, List<Yaml> all) {
        return all.stream()
                .filter(each -> each.text("kind").equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static void checkAsKubernetesDoes(Yaml object) throws IOException {
        JsonElement json = new Gson().toJsonTree(object.map());
        switch (object.text("kind")) {
            case "ConfigMap" -> V1ConfigMap.validateJsonElement(json);
            case "NetworkPolicy" -> V1NetworkPolicy.validateJsonElement(json);
            case "PodDisruptionBudget" -> V1PodDisruptionBudget.validateJsonElement(json);
            case "Service" -> V1Service.validateJsonElement(json);
            case "StatefulSet" -> V1StatefulSet.validateJsonElement(json);
            default -> throw new IOException("not expected here: " + object);
        }
    }

    @Test
    void chartIsWithoutFaultsForHelm() {
        var result = new Helm(CHART).lint().strict().call();

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @Test
    void everyObjectIsOneThatKubernetesKnows() throws IOException {
        Path values = folder.resolve("values.yaml");
        // Everything that is left out of the usual values.
        Files.writeString(
                values,
                """
                image: {pullSecrets: [{name: registry}]}
                node: {labels: {zone: a}}
                hosts: [carillon.example.org]
                env: [{name: TZ, value: UTC}]
                volumes: [{name: backup, emptyDir: {}}]
                volumeMounts: [{name: backup, mountPath: /backup}]
                annotations: {example.org/team: batch}
                nodeSelector: {kubernetes.io/arch: amd64}
                tolerations: [{key: batch, operator: Exists}]
                affinity: {nodeAffinity: {}}
                service: {annotations: {example.org/a: b}}
                networkPolicy: {clients: [{namespaceSelector: {matchLabels: {team: ops}}}]}
                """);
        for (var rendered : List.of(chart().call(), chart().withValuesFile(values).call())) {
            var objects = Yaml.documents(rendered);
            assertThat(objects)
                    .extracting(each -> each.text("kind"))
                    .containsExactlyInAnyOrder(
                            "NetworkPolicy",
                            "PodDisruptionBudget",
                            "ConfigMap",
                            "Service",
                            "Service",
                            "StatefulSet");
            for (var object : objects) {
                checkAsKubernetesDoes(object);
            }
        }
    }

    @Test
    void whatKubernetesDoesNotKnowWouldBeFound() {
        var wrong = chart().call().replace("readinessProbe:", "readynessProbe:");

        assertThatThrownBy(() -> checkAsKubernetesDoes(only("StatefulSet", Yaml.documents(wrong))))
                .hasMessageContaining("readynessProbe");
    }

    @Test
    void nodeIsProbedWhereItAnswersAndNothingOfItIsRoots() {
        var pod =
                new Yaml(
                        Map.of(
                                "pod",
                                only("StatefulSet", Yaml.documents(chart().call()))
                                        .at("spec.template.spec")));
        var node = pod.list("pod.containers").getFirst();

        for (String probe : List.of("startupProbe", "readinessProbe")) {
            assertThat(node.text(probe + ".httpGet.path")).isEqualTo("/health/ready");
        }
        assertThat(node.text("livenessProbe.httpGet.path")).isEqualTo("/health/live");
        assertThat(node.text("livenessProbe.httpGet.scheme")).isEqualTo("HTTPS");
        assertThat(pod.text("pod.securityContext.runAsNonRoot")).isEqualTo("true");
        assertThat(node.text("securityContext.readOnlyRootFilesystem")).isEqualTo("true");
        assertThat(node.text("securityContext.allowPrivilegeEscalation")).isEqualTo("false");
        assertThat(node.text("securityContext.capabilities.drop.0")).isEqualTo("ALL");
        assertThat(pod.text("pod.automountServiceAccountToken")).isEqualTo("false");
    }

    @Test
    void selectorsFindThePods() {
        var objects = Yaml.documents(chart().call());
        Object labels = only("StatefulSet", objects).at("spec.template.metadata.labels");
        var chosen =
                List.of(
                        only("StatefulSet", objects).at("spec.selector.matchLabels"),
                        only("PodDisruptionBudget", objects).at("spec.selector.matchLabels"),
                        only("NetworkPolicy", objects).at("spec.podSelector.matchLabels"),
                        only("Service", objects).at("spec.selector"));

        for (Object each : chosen) {
            for (var wanted : ((Map<?, ?>) each).entrySet()) {
                assertThat(((Map<?, ?>) labels).get(wanted.getKey())).isEqualTo(wanted.getValue());
            }
        }
    }

    @Test
    void databaseHasToBeGiven() {
        assertThatThrownBy(
                        () ->
                                new Helm(CHART)
                                        .template()
                                        .withName("jobs")
                                        .withKubeVersion("1.31.0")
                                        .call())
                .hasMessageContaining("database.url is the JDBC URL");
    }

    @Test
    void nodeTakesItsConfigurationAndMissesOnlyTheDatabase()
            throws IOException, InterruptedException {
        Path values = folder.resolve("values.yaml");
        Files.writeString(
                values, "configuration: {node: {roles: \"execute, api\"}, api: {port: 0}}\n");
        var map =
                only(
                        "ConfigMap",
                        Yaml.documents(chart().set("node.slots", 3).withValuesFile(values).call()));
        String configuration = String.valueOf(((Map<?, ?>) map.at("data")).get("carillon.yaml"));
        assertThat(configuration)
                .doesNotContain("password: \"")
                .contains("slots: 3", "roles: execute, api", "port: 0")
                .containsOnlyOnce("node:");
        Path secret = Files.writeString(folder.resolve("secret"), "0123456789abcdef\n");
        Path file = folder.resolve("carillon.yaml");
        Files.writeString(
                file,
                configuration
                        .replace("/var/lib/carillon", folder.resolve("data").toString())
                        .replaceAll("/run/secrets/carillon/[a-z-]+", secret.toString()));
        var environment =
                Map.of(
                        "CARILLON_NODE",
                        "jobs-0",
                        "CARILLON_BIND",
                        "127.0.0.1",
                        "CARILLON_ADVERTISE",
                        "jobs-0.jobs-nodes.batch.svc");

        var node = StartedNode.with(file, environment);
        assertThat(node.code()).as(node.said()).isEqualTo(StartedNode.UNREACHABLE);

        var without = StartedNode.with(file, Map.of());
        assertThat(without.code()).isEqualTo(StartedNode.WRONG_CONFIGURATION);
        assertThat(without.said())
                .contains("\"bind\" is to come from the variable CARILLON_BIND, which is not set");
    }
}
