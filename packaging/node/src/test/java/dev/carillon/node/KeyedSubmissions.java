package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.CarillonException;
import dev.carillon.api.RunView;
import dev.carillon.api.client.HttpCarillon;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a client submitted of the job `wanted`, each with a key of its own, and the run it was answered.
final class KeyedSubmissions {
    private final Map<String, @Nullable String> answers = new LinkedHashMap<>();

    /// Submits one more.
    ///
    /// @throws CarillonException when nobody knows whether it was carried out; it counts as not answered
    void add(HttpCarillon carillon) {
        String key = "key-" + answers.size();
        answers.put(key, null);
        answers.put(key, submit(carillon, key));
    }

    private static String submit(HttpCarillon carillon, String key) {
        return carillon.run("default", "wanted", new RunRequest(Map.of(), null), key).id();
    }

    /// Asks again what was not answered, with the same key.
    void repeatUnanswered(HttpCarillon carillon) {
        answers.replaceAll((key, answer) -> answer == null ? submit(carillon, key) : answer);
    }

    /// Asks all again; what was answered gets the same answer.
    void repeatAll(HttpCarillon carillon) {
        answers.replaceAll(
                (key, answer) -> {
                    String again = submit(carillon, key);
                    assertThat(answer == null || answer.equals(again))
                            .as("%s gave %s and then %s", key, answer, again)
                            .isTrue();
                    return again;
                });
    }

    /// What was answered is there once, and nothing else.
    void areThereOnce(List<RunView> runs) {
        var stored =
                runs.stream()
                        .filter(run -> run.job().equals("default/wanted"))
                        .map(RunView::id)
                        .toList();
        assertThat(answers).as("the client had time to submit").isNotEmpty();
        assertThat(stored).containsExactlyInAnyOrderElementsOf(new HashSet<>(answers.values()));
        assertThat(stored).hasSize(answers.size());
    }
}
