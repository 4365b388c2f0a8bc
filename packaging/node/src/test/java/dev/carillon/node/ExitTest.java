package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.RunState;

import org.junit.jupiter.api.Test;

class ExitTest {
    @Test
    void codeTellsWhatWentWrong() {
        assertThat(code(ErrorCode.NOT_FOUND)).isEqualTo(3);
        assertThat(code(ErrorCode.CHANGED_MEANWHILE)).isEqualTo(4);
        assertThat(code(ErrorCode.UNAVAILABLE)).isEqualTo(5);
        assertThat(code(ErrorCode.INVALID_DEFINITION)).isEqualTo(2);
        assertThat(Exit.of(new WrongConfiguration("x"))).isEqualTo(78);
        assertThat(Exit.of(RunState.TIMED_OUT)).isEqualTo(1);
    }

    @Test
    void unknownOptionIsUsage() {
        assertThat(NodeMain.commandLine().execute("runs", "--nonsense")).isEqualTo(Exit.USAGE);
    }

    @Test
    void unreachableNodeIsCode5() {
        assertThat(
                        NodeMain.commandLine()
                                .execute(
                                        "jobs",
                                        "--url",
                                        "http://127.0.0.1:1",
                                        "--token-file",
                                        "/dev/null"))
                .isEqualTo(Exit.UNREACHABLE);
    }

    private static int code(ErrorCode code) {
        return Exit.of(new CarillonException(code, "x"));
    }
}
