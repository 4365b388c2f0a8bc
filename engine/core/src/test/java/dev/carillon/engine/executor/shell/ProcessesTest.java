package dev.carillon.engine.executor.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;
import java.util.UUID;

class ProcessesTest {
    private static final AttemptTag NONE = new AttemptTag(0);

    private static SeenProcess process(long pid, long parent, long session, AttemptTag tag) {
        return new SeenProcess(pid, parent, session, 1, tag, List.of());
    }

    @Test
    void childrenAndTheWholeSessionBelongToWhatIsFound() {
        var tag = AttemptTag.next(UUID.randomUUID(), false);
        var root = process(1_000_001, 1, 1_000_001, tag);
        var child = process(1_000_002, 1_000_001, 1_000_001, NONE);
        var grandchild = process(1_000_003, 1_000_002, 1_000_003, NONE);
        var orphanOfTheSession = process(1_000_004, 1, 1_000_003, NONE);
        var stranger = process(1_000_005, 1, 1_000_005, NONE);

        var found =
                Processes.closure(
                        List.of(orphanOfTheSession, stranger, grandchild, child, root),
                        seen -> seen.tag().equals(tag),
                        Set.of());

        assertThat(found).containsExactlyInAnyOrder(root, child, grandchild, orphanOfTheSession);
    }

    // It was just started, and has no session of its own yet.
    @Test
    void whatIsInTheSessionOfItsNodeStillBringsNobodyElse() {
        var tag = AttemptTag.next(UUID.randomUUID(), false);
        var terminal = process(1_000_001, 1, 1_000_001, NONE);
        var node = process(1_000_002, 1_000_001, 1_000_001, NONE);
        var justStarted = process(1_000_003, 1_000_002, 1_000_001, tag);

        var found =
                Processes.closure(
                        List.of(terminal, node, justStarted),
                        seen -> seen.tag().equals(tag),
                        Set.of());
        var foundWithoutTerminal =
                Processes.closure(
                        List.of(node, justStarted),
                        seen -> seen.tag().equals(tag),
                        Set.of(1_000_001L));

        assertThat(found).containsExactly(justStarted);
        assertThat(foundWithoutTerminal).containsExactly(justStarted);
    }

    @Test
    void aTagNamesItsSessionAndWhetherItGoesOnWithoutItsNode() {
        var session = UUID.randomUUID();

        var ends = AttemptTag.next(session, false);
        var goesOn = AttemptTag.next(session, true);

        assertThat(ends.isOf(session)).isTrue();
        assertThat(ends.isOf(new UUID(~session.getMostSignificantBits(), 0))).isFalse();
        assertThat(NONE.isOf(session)).isFalse();
        assertThat(ends.continues()).isFalse();
        assertThat(goesOn.continues()).isTrue();
        assertThat(ends).isNotEqualTo(goesOn);
    }

    @Test
    void thisProcessIsNeverFound() {
        assertThat(Processes.find(seen -> true))
                .noneMatch(seen -> seen.pid() == ProcessHandle.current().pid());
    }
}
