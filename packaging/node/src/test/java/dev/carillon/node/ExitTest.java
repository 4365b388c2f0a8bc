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
import java.util.List;
import java.util.Objects;
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

        assertThat(commands().filter(command -> command.getSubcommands().isEmpty()))
                .allSatisfy(
                        command ->
                                assertThat(page)
                                        .contains("`" + nameAfterTheProgram(command) + "`"));
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
        queue                | 2 | Missing required subcommand
        queue sett x         | 2 | unknown command "sett", did you mean "set"?
        queue set x          | 2 | nothing is to be set
        queue set x --weight 0        | 2 | --weight is from 1 to 100, not 0
        queue set x --concurrency all | 2 | is not an int
        queue pause x --for ever      | 2 | "ever" is no duration
        calendar             | 2 | Missing required subcommand
        calendar set /nowhere.yaml    | 3 | /nowhere.yaml does not exist
        calendar import A /nowhere.ics | 2 | cannot be the name of a calendar
        calendar import x    | 2 | Missing required parameter: 'FILE'
        keys                 | 2 | Missing required subcommand
        keys replace --config /nowhere.yaml | 78 | /nowhere.yaml does not exist
        resume x --missed some        | 2 | 'some'
        next x -n 0          | 2 | --count is from 1 to 1000, not 0
        backfill x --from 1d | 2 | Missing required option: '--until=TIME'
        backfill x --from 1d --until soon | 2 | is no point in time
        hold                 | 2 | Missing required parameter: 'RUN'
        retry x --whole --from load   | 2 | leave one of them out
        drain n --timeout soon        | 2 | "soon" is no duration
        completion csh       | 2 | bash, zsh and fish, not for "csh"
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

    @Test
    void aCommandThatIsBuiltAloneIsWhatItIsAmongAll() {
        var all = NodeMain.commandLine().getSubcommands();

        assertThat(all).isNotEmpty();
        all.forEach(
                (name, command) -> {
                    var alone = NodeMain.commandLine(name, "whatever").getSubcommands();
                    assertThat(alone).containsOnlyKeys(name);
                    assertThat(helps(Objects.requireNonNull(alone.get(name))))
                            .isEqualTo(helps(command));
                });
    }

    private static List<String> helps(CommandLine command) {
        return Stream.concat(Stream.of(command), below(command)).map(NodeMain::help).toList();
    }

    static Stream<CommandLine> commands() {
        return below(NodeMain.commandLine());
    }

    private static Stream<CommandLine> below(CommandLine command) {
        return command.getSubcommands().values().stream()
                .flatMap(each -> Stream.concat(Stream.of(each), below(each)));
    }

    private static String nameAfterTheProgram(CommandLine command) {
        return command.getCommandSpec().qualifiedName().substring("carillon ".length());
    }

    @Test
    void everyCommandIsInTheCompletionScript() {
        String script = Answer.to("completion").out();

        assertThat(commands())
                .allSatisfy(
                        command ->
                                assertThat(script)
                                        .contains(
                                                "picocli_carillon_"
                                                        + nameAfterTheProgram(command)
                                                                .replace(' ', '_')
                                                        + "()"));
    }

    @Test
    void everyCommandAndOptionIsInTheScriptForFish() {
        String script = Answer.to("completion", "fish").out();

        assertThat(commands())
                .allSatisfy(
                        command -> {
                            assertThat(script).contains(" -a " + command.getCommandName() + " -d ");
                            assertThat(command.getCommandSpec().optionsMap().keySet())
                                    .filteredOn(name -> name.startsWith("--"))
                                    .allSatisfy(
                                            name ->
                                                    assertThat(script)
                                                            .contains(" -l " + name.substring(2)));
                        });
    }

    @Test
    void everyCommandIsInTheManualPageAsItExplainsItself() {
        String page = ManPage.of(NodeMain.commandLine());

        assertThat(page).startsWith(".TH CARILLON 1 ").contains(NodeMain.VERSION);
        assertThat(commands())
                .allSatisfy(
                        command ->
                                assertThat(page.replace("\\-", "-"))
                                        .contains(
                                                "\n.SS carillon "
                                                        + nameAfterTheProgram(command)
                                                        + "\n.nf\n"
                                                        + NodeMain.help(command)
                                                                .lines()
                                                                .findFirst()
                                                                .orElseThrow()));
        // A line that begins with a point is a request to the formatter, and these alone are meant.
        assertThat(page.lines().filter(line -> line.startsWith(".") || line.startsWith("'")))
                .allMatch(line -> line.matches("\\.(TH|SH|SS) .*|\\.nf|\\.fi"));
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
