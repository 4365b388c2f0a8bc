package dev.carillon.console.parts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class StillRowsTest {
    /// @param state what can change of it
    private record Row(String id, String state) {}

    private static final Row A = new Row("a", "running");
    private static final Row B = new Row("b", "running");
    private static final Row C = new Row("c", "running");
    private final StillRows<Row> rows = new StillRows<>(Row::id);

    @Test
    void withoutAPointerTheRowsAreThoseThatAreWanted() {
        rows.apply(List.of(A, B));
        rows.apply(List.of(C, B));

        assertThat(rows.shown()).containsExactly(C, B);
        assertThat(rows.waitingProperty().get()).isZero();
    }

    @Test
    void underAPointerNoRowMovesAndThoseThatComeOrGoWait() {
        rows.apply(List.of(A, B));
        rows.setStill(true);
        var changed = new Row("b", "stopping");

        rows.apply(List.of(C, changed));

        assertThat(rows.shown()).containsExactly(A, changed);
        assertThat(rows.latest()).containsExactly(C, changed);
        assertThat(rows.waitingProperty().get()).isEqualTo(2);

        rows.setStill(false);
        assertThat(rows.shown()).containsExactly(C, changed);
        assertThat(rows.waitingProperty().get()).isZero();
    }

    @Test
    void whatBecameOfARowThatIsGoneIsSeenInItsPlace() {
        rows.apply(List.of(A, B));
        rows.setStill(true);
        var ended = new Row("a", "succeeded");

        rows.change(ended);
        rows.apply(List.of(B));

        assertThat(rows.shown()).containsExactly(ended, B);
    }

    @Test
    void anEmptyListIsFilledAlsoUnderAPointer() {
        rows.setStill(true);

        rows.apply(List.of(A));

        assertThat(rows.shown()).containsExactly(A);
    }

    @Test
    void anotherListBeginsAtOnce() {
        rows.apply(List.of(A, B));
        rows.setStill(true);

        rows.clear();
        rows.apply(List.of(C));

        assertThat(rows.shown()).containsExactly(C);
    }

    @Test
    void rowsBehindTheLastComeAlsoUnderAPointer() {
        rows.apply(List.of(A));
        rows.setStill(true);

        rows.add(List.of(A, B));

        assertThat(rows.shown()).containsExactly(A, B);
        assertThat(rows.latest()).containsExactly(A, B);
        assertThat(rows.waitingProperty().get()).isZero();
    }

    @Test
    void anotherListIsThereAtOnceAlsoUnderAPointer() {
        rows.apply(List.of(A, B));
        rows.setStill(true);

        rows.replace(List.of(C));

        assertThat(rows.shown()).containsExactly(C);
    }

    @Test
    void rowsAreUpdatedInTheirPlaces() {
        rows.apply(List.of(A, B));
        rows.setStill(true);
        rows.apply(List.of(C, B));
        var ended = new Row("b", "succeeded");

        rows.update(row -> row.id().equals("b") ? ended : row);

        assertThat(rows.shown()).containsExactly(A, ended);
        assertThat(rows.latest()).containsExactly(C, ended);
    }
}
