package dev.carillon.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.engine.StoreKind;
import dev.carillon.engine.store.jdbc.Database;
import dev.carillon.testkit.TestDatabase;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.UUID;

class FlowsOfEarlierSchemaStoreTest {
    private static final UUID LE_T = new UUID(0, 1);
    private static final UUID LEFT = new UUID(0, 2);
    private static final UUID FLOW = new UUID(0, 3);
    private static final UUID CHANGED = new UUID(0, 4);
    private static final UUID DELETED = new UUID(0, 5);

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void stepsOfFlowsThatAreThereAreKnown(TestDatabase kind) throws Exception {
        var earlier = EarlierSchema.on(kind);
        String flow =
                "{\"task\":{\"flow\":{\"steps\":[{\"name\":\"go\",\"job\":\"default/le_t\"}]}}}";
        String shell = "{\"task\":{\"shell\":{\"command\":[\"flow\",\"job: default/le_t\"]}}}";
        earlier.job(LE_T, "le_t", 1, false, shell);
        earlier.job(LEFT, "left", 1, false, shell);
        earlier.job(FLOW, "flow", 1, false, flow);
        earlier.job(CHANGED, "changed", 2, false, flow, shell);
        earlier.job(DELETED, "deleted", 1, true, flow);

        try (var database = Database.open(StoreKind.config(earlier.place(), 4))) {
            List<UUID> ofStep = database.transaction(tx -> tx.jobs().flowsWith(LE_T));
            assertThat(ofStep).containsExactly(FLOW);
            List<UUID> ofOther = database.transaction(tx -> tx.jobs().flowsWith(LEFT));
            assertThat(ofOther).isEmpty();
        }
    }
}
