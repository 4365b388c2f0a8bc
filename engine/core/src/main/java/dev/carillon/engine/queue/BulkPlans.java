package dev.carillon.engine.queue;

import dev.carillon.api.BulkAction;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.RunView;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.store.JobTable.JobRow;
import dev.carillon.engine.store.Stores;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Finds the runs of a bulk action, and says of the others why it is not for them.
final class BulkPlans {
    private static final int PART = 1_000;

    /// Runs of one plan, and those that are looked at for it.
    static final int MOST = 10_000;

    private static final int MOST_LOOKED_AT = 100_000;

    private final Stores stores;
    private final RunViews views;

    BulkPlans(Stores stores, RunViews views) {
        this.stores = stores;
        this.views = views;
    }

    /// @param runs oldest first
    /// @param more whether there are more than one plan takes
    record Found(List<UUID> runs, Reasons skipped, boolean more) {}

    /// Runs that match a query.
    Found find(BulkAction action, RunQuery query) {
        var search = new Search(action);
        String cursor = null;
        int looked = 0;
        do {
            var page = views.find(query, cursor, PART);
            page.items().forEach(search::look);
            looked += page.items().size();
            cursor = page.cursor();
        } while (cursor != null && looked < MOST_LOOKED_AT && search.runs.size() < MOST);
        return search.found(cursor != null);
    }

    /// Runs that somebody named.
    ///
    /// @throws CarillonException QUOTA_EXCEEDED for too many, NOT_FOUND for what is no id
    Found named(BulkAction action, List<String> ids) {
        if (ids.size() > MOST) {
            throw new CarillonException(
                    ErrorCode.QUOTA_EXCEEDED,
                    "at most " + MOST + " runs at once, not " + ids.size());
        }
        var search = new Search(action);
        var wanted = ids.stream().map(RunViews::runId).distinct().sorted().toList().reversed();
        var found = views.get(wanted);
        found.forEach(search::look);
        for (int i = found.size(); i < wanted.size(); i++) {
            search.skipped.add(Refusal.GONE);
        }
        return search.found(false);
    }

    private final class Search {
        private final BulkAction action;
        private final List<UUID> runs = new ArrayList<>();
        private final Set<UUID> seen = new HashSet<>();
        private final Reasons skipped = new Reasons();
        private final Map<String, Boolean> jobs = new HashMap<>();
        private boolean more;

        private Search(BulkAction action) {
            this.action = action;
        }

        private void look(RunView run) {
            var refusal = refusal(run);
            if (refusal != null) {
                skipped.add(refusal);
            } else if (runs.size() == MOST) {
                more = true;
            } else if (seen.add(UUID.fromString(run.id()))) {
                runs.add(UUID.fromString(run.id()));
            }
        }

        private @Nullable Refusal refusal(RunView run) {
            var refusal = BulkRules.refusal(action, run);
            boolean gone =
                    refusal == null
                            && action == BulkAction.RETRY
                            && jobs.computeIfAbsent(run.job(), this::isDeleted);
            return gone
                    ? new Refusal("is of a job that is deleted", "are of jobs that are deleted")
                    : refusal;
        }

        private boolean isDeleted(String job) {
            return stores.transaction(tx -> tx.jobs().find(JobCatalog.idOf(job)))
                    .filter(row -> !row.deleted())
                    .map(JobRow::id)
                    .isEmpty();
        }

        private Found found(boolean unfinished) {
            return new Found(runs.reversed(), skipped, more || unfinished);
        }
    }
}
