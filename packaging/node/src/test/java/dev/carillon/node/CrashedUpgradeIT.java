package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Definitions;
import dev.carillon.testkit.TestDatabase;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;

/// A node that ends while it brings the schema up to date: the next start goes on, or begins anew,
/// and never works on half a schema.
@Execution(ExecutionMode.CONCURRENT)
class CrashedUpgradeIT {
    @ParameterizedTest(name = "{0} on {2} at hit {1}")
    @CsvSource({
        "SCHEMA_STATEMENT,1,H2",
        "SCHEMA_STATEMENT,7,H2",
        "SCHEMA_VERSION,1,H2",
        "SCHEMA_READY,1,H2",
        "SCHEMA_REPLACED,1,H2",
        "SCHEMA_STATEMENT,7,POSTGRESQL",
        "SCHEMA_VERSION,1,POSTGRESQL"
    })
    void theNextStartMendsIt(String point, int hits, TestDatabase kind, @TempDir Path folder)
            throws IOException, InterruptedException {
        try (var node = new CrashNode(folder, kind)) {
            node.arm();
            node.start(node.property(point, hits));
            node.awaitCrash();

            node.start();
            try (var carillon = node.connect()) {
                var plan =
                        carillon.apply(
                                Definitions.parse(
                                        "name: works\ntask: {shell: {command: [\"true\"]}}\n",
                                        "test"),
                                false);
                assertThat(plan.getFirst().change()).isEqualTo("CREATE");
            }
        }
    }
}
