package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.RunState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import picocli.CommandLine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

class ExitTest {
    @ParameterizedTest
    @CsvSource({
        "NOT_FOUND, 3",
        "CHANGED_MEANWHILE, 4",
        "UNAVAILABLE, 5",
        "UNAUTHENTICATED, 6",
        "INVALID_DEFINITION, 2",
        "BUG, 70"
    })
    void codeTellsWhatWentWrong(ErrorCode code, int exit) {
        assertThat(Exit.of(new CarillonException(code, "x"))).isEqualTo(exit);
    }

    @Test
    void everyCodeIsInTheHelp() throws IllegalAccessException {
        String help = NodeMain.help(NodeMain.commandLine());

        for (var field : Exit.class.getDeclaredFields()) {
            if (field.getType() == int.class) {
                assertThat(help).containsPattern("(?m)^\\s+" + field.getInt(null) + "\\s+\\S");
            }
        }
    }

    @Test
    void everyCommandAndCodeIsInTheDocumentation() throws IOException {
        String page = Files.readString(Launcher.HOME.resolve("packaging/docs/command-line.md"));

        assertThat(NodeMain.commandLine().getSubcommands().keySet())
                .allSatisfy(command -> assertThat(page).contains("`" + command + "`"));
        assertThat(Exit.described().keySet())
                .allSatisfy(code -> assertThat(page).contains("\n| " + code.strip() + " | "));
    }

    @Test
    void aWaitEndsWithOneWhenTheRunDidNotSucceed() {
        assertThat(Exit.of(RunState.SUCCEEDED)).isZero();
        assertThat(Exit.of(RunState.TIMED_OUT)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        aply                 | 2 | unknown command "aply", did you mean "apply"?
        runs --stat FAILED   | 2 | unknown option "--stat", did you mean "--state"?
        runs --state BROKEN  | 2 | 'BROKEN'
        runs --limit 0       | 2 | --limit is at least 1, not 0
        run                  | 2 | Missing required parameter: 'JOB'
        demo --for soon      | 2 | "soon" is no duration
        import systemd x     | 2 | only crontabs can be imported
        completion fish      | 2 | bash and zsh, not for "fish"
        apply /nowhere.yaml  | 3 | /nowhere.yaml does not exist
        jobs --url http://127.0.0.1:1 --token-file /dev/null | 6 | holds no token
        jobs --url nonsense  | 2 | is no address of a node
        """)
    void misuseIsToldInASentence(String line, int exit, String message) {
        var answer = Answer.to(line.split(" "));

        assertThat(answer.code()).isEqualTo(exit);
        assertThat(answer.err())
                .startsWith("carillon: ")
                .contains(message)
                .doesNotContain("Exception", "\tat ");
        assertThat(answer.out()).isEmpty();
    }

    @Test
    void unreachableNodeIsToldAsJsonToScripts(@TempDir Path folder) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "t".repeat(40));

        var answer =
                Answer.to(
                        "jobs",
                        "--json",
                        "--url",
                        "http://127.0.0.1:1",
                        "--token-file",
                        token.toString());

        assertThat(answer.code()).isEqualTo(Exit.UNREACHABLE);
        assertThat(answer.err())
                .startsWith("{\"code\":\"UNAVAILABLE\"")
                .contains("no node answers at http://127.0.0.1:1");
    }

    static Stream<CommandLine> commands() {
        return NodeMain.commandLine().getSubcommands().values().stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandAndOptionIsExplained(CommandLine command) {
        var spec = command.getCommandSpec();

        assertThat(spec.usageMessage().description()).as(spec.name()).isNotEmpty();
        assertThat(spec.args())
                .allSatisfy(
                        argument ->
                                assertThat(argument.description())
                                        .as(spec.name() + " " + argument.paramLabel())
                                        .isNotEmpty());
        assertThat(spec.optionsMap()).containsKey("--help");
    }
}
