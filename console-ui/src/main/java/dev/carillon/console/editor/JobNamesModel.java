package dev.carillon.console.editor;

import dev.carillon.api.JobView;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Latest;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The jobs that a name can become which is being written.
final class JobNamesModel {
    private static final int MOST = 12;

    private final ClusterLink link;
    private final Latest asking;
    private final ReadOnlyObjectWrapper<List<String>> names =
            new ReadOnlyObjectWrapper<>(List.of());

    JobNamesModel(ClusterLink link) {
        this.link = link;
        asking = new Latest(link.background());
    }

    /// Each with its namespace; empty when none fits, or the one that fits is written already.
    ReadOnlyObjectProperty<List<String>> namesProperty() {
        return names.getReadOnlyProperty();
    }

    /// Looks which names have in them what is written.
    ///
    /// @param except the job whose flow it is, null for a new one
    void complete(String written, @Nullable String except) {
        String begun = written.strip();
        asking.ask(
                // One more than is shown, for the flow itself.
                () -> link.carillon().jobs(begun.isEmpty() ? null : begun, null, MOST + 1).items(),
                found -> {
                    var keys =
                            found.stream()
                                    .map(JobView::key)
                                    .filter(key -> !key.equals(except))
                                    .limit(MOST)
                                    .toList();
                    names.set(keys.equals(List.of(begun)) ? List.of() : keys);
                },
                // A name can be written without it, and the line above the screen says that no node
                // answers.
                _ -> names.set(List.of()));
    }

    void end() {
        asking.cancel();
        names.set(List.of());
    }
}
