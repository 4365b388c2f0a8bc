package dev.carillon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/// What is written is read again as the same.
class DefinitionRoundTripTest {
    @Provide
    Arbitrary<JobDefinition> definitions() {
        return AnyDefinition.definitions();
    }

    @Provide
    Arbitrary<Duration> durations() {
        return AnyDefinition.duration(0);
    }

    @Property
    void jsonOfADefinitionGivesTheDefinition(@ForAll("definitions") JobDefinition definition) {
        var json = Definitions.toJson(definition);

        assertThat(Definitions.fromJson(json, "json")).isEqualTo(definition);
        assertThat(Definitions.stored(json.toString(), "stored")).isEqualTo(definition);
        assertThat(Schemas.errors(json)).isEmpty();
    }

    @Property
    void yamlOfADefinitionGivesTheDefinition(@ForAll("definitions") JobDefinition definition) {
        String yaml = Definitions.toYaml(definition);

        assertThat(Definitions.parse(yaml, "yaml")).containsExactly(definition);
    }

    @Property
    void aTextIsTheSameAfterOneRound(@ForAll("definitions") JobDefinition definition) {
        String json = Definitions.toJson(definition).toString();

        assertThat(Definitions.toJson(Definitions.parse(json, "json").getFirst()).toString())
                .isEqualTo(json);
    }

    @Test
    void whatIsStoredAndIsNoDefinitionIsRefused() {
        assertThatExceptionOfType(CarillonException.class)
                .isThrownBy(() -> Definitions.stored("{", "stored job"))
                .withMessageContaining("stored job")
                .withMessageContaining("no JSON");
        assertThatExceptionOfType(CarillonException.class)
                .isThrownBy(() -> Definitions.stored("{\"name\":\"a\"}", "stored job"))
                .withMessageContaining("task");
    }

    @Property
    void aDurationIsReadAsItIsWritten(@ForAll("durations") Duration duration) {
        assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
        assertThat(Durations.parse(duration.toString())).isEqualTo(duration);
    }
}
