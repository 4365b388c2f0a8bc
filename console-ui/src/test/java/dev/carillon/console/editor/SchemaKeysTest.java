package dev.carillon.console.editor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.console.editor.SchemaKeys.Suggestion;

import org.junit.jupiter.api.Test;

import java.util.List;

class SchemaKeysTest {
    // The caret is at the bar.
    private static List<String> at(String text) {
        int caret = text.indexOf('|');
        return SchemaKeys.complete(text.replace("|", ""), caret).suggestions().stream()
                .map(Suggestion::text)
                .toList();
    }

    @Test
    void keysOfTheJobAreOfferedButForThoseThatAreThere() {
        assertThat(at("name: a\nt|")).contains("task: ", "timeout: ").doesNotContain("name: ");
        assertThat(at("name: a\n|")).contains("schedules: ").doesNotContain("name: ");
    }

    @Test
    void keysOfAPartAreThoseOfThePart() {
        assertThat(at("name: a\nretry:\n  |")).contains("attempts: ").doesNotContain("task: ");
        assertThat(at("task:\n  shell:\n    |")).contains("command: ", "script: ");
        assertThat(at("schedules:\n  - |")).contains("cron: ", "every: ");
        assertThat(at("schedules:\n  - cron: a\n    z|")).containsExactly("zone: ");
    }

    @Test
    void valuesThatAreCountedUpAreOffered() {
        assertThat(at("overlap: |")).contains("skip", "queue", "allow", "replace");
        assertThat(at("overlap: q|")).containsExactly("queue");
        assertThat(at("retry:\n  backoff: |")).contains("fixed", "exponential");
    }

    @Test
    void eachKeyHasASentence() {
        assertThat(SchemaKeys.about(YamlPath.of("priority"))).startsWith("0 is lowest");
        assertThat(SchemaKeys.about(YamlPath.of("schedules", 0, "cron"))).isNotEmpty();
    }

    @Test
    void insideOfAScriptNothingIsOffered() {
        assertThat(at("task:\n  shell:\n    script: |\n".replace("|", "x") + "      echo $(|"))
                .isEmpty();
    }
}
