package dev.carillon.container;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A mapping of YAML, looked into by paths.
record Yaml(Map<?, ?> map) {
    static List<Yaml> documents(String text) {
        var documents = new ArrayList<Yaml>();
        // With anchors that several services merge.
        for (Object each : new Load(LoadSettings.builder().build()).loadAllFromString(text)) {
            if (each instanceof Map<?, ?> map) {
                documents.add(new Yaml(map));
            }
        }
        return documents;
    }

    static Yaml of(String text) {
        return documents(text).getFirst();
    }

    /// @param path keys, and numbers of list entries, with dots between
    Object at(String path) {
        Object here = map;
        for (String step : path.split("\\.")) {
            here =
                    switch (here) {
                        case Map<?, ?> inner when inner.containsKey(step) -> inner.get(step);
                        case List<?> list -> list.get(Integer.parseInt(step));
                        default ->
                                throw new AssertionError(
                                        "there is no " + step + " of " + path + " in " + here);
                    };
        }
        return here;
    }

    String text(String path) {
        return String.valueOf(at(path));
    }

    List<Yaml> list(String path) {
        return ((List<?>) at(path)).stream().map(each -> new Yaml((Map<?, ?>) each)).toList();
    }
}
