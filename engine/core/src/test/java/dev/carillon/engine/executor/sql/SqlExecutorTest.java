package dev.carillon.engine.executor.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Task;
import dev.carillon.engine.executor.Attempt;
import dev.carillon.engine.executor.Ending;
import dev.carillon.engine.executor.Execution;
import dev.carillon.engine.executor.Said;
import dev.carillon.engine.executor.SqlConnection;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

class SqlExecutorTest {
    private final Said said = new Said();
    private final SqlExecutor executor;

    SqlExecutorTest(@TempDir Path folder) {
        String url = "jdbc:h2:file:" + folder.resolve("jobs");
        executor =
                new SqlExecutor(
                        Map.of(
                                "jobs",
                                new SqlConnection(url, "sa", "secret-password"),
                                "own",
                                new SqlConnection("jdbc:h2:" + folder + "/./engine", "sa", ""),
                                "evil",
                                new SqlConnection(url + ";INIT=RUNSCRIPT FROM 'x'", "sa", "")),
                        "jdbc:h2:file:" + folder.resolve("engine") + ";WRITE_DELAY=0");
    }

    private Execution start(String connection, String statement) {
        return start(executor, connection, statement);
    }

    private Execution start(SqlExecutor executor, String connection, String statement) {
        return executor.start(
                new Attempt(
                        "run",
                        1,
                        1,
                        "default/job",
                        new Task.Sql(connection, statement),
                        Map.of(),
                        null,
                        Duration.ZERO,
                        true,
                        null),
                said);
    }

    private Ending run(String statement) throws Exception {
        return start("jobs", statement).ending().get(20, TimeUnit.SECONDS);
    }

    @Test
    void rowsArePrintedAndTheFirstCellIsTheResult() throws Exception {
        var ending = run("SELECT 7 AS a, 'x' AS b UNION ALL SELECT 8, NULL ORDER BY 1");

        assertThat(ending).isEqualTo(new Ending(true, null, "2 rows"));
        assertThat(said.text()).isEqualTo("A\tB\n7\tx\n8\tnull\n");
        assertThat(said.result()).isEqualTo("7");
    }

    @Test
    void aHugeCellAndManyRowsAreCut() throws Exception {
        assertThat(run("SELECT REPEAT('x', 100000000)").success()).isTrue();
        assertThat(said.size()).isLessThan(30_000 + 100);

        assertThat(run("SELECT X FROM SYSTEM_RANGE(1, 5000)").message())
                .isEqualTo("5000 rows, the first 1000 are shown");
    }

    @Test
    void aStatementThatFailsChangesNothingAndSaysWhyOnce() throws Exception {
        run("CREATE TABLE t (a INT PRIMARY KEY)");

        var ending = run("INSERT INTO t SELECT 1 FROM SYSTEM_RANGE(1, 2)");

        assertThat(ending.success()).isFalse();
        assertThat(ending.message())
                .startsWith("SQL state 23505: ")
                .doesNotContain("INSERT INTO", "secret-password");
        run("SELECT COUNT(*) FROM t");
        assertThat(said.result()).isEqualTo("0");
    }

    @Test
    void stoppingCancelsAStatementUnderWay() throws Exception {
        var execution =
                start(
                        "jobs",
                        "SELECT COUNT(*) FROM SYSTEM_RANGE(1, 100000) a, SYSTEM_RANGE(1, 100000) b"
                                + " WHERE MOD(a.X * b.X, 7) = 3");

        execution.stop();

        assertThat(execution.ending().get(20, TimeUnit.SECONDS).message())
                .startsWith("SQL state 57014: ");
    }

    @Test
    void theEnginesOwnDatabaseAndUrlsThatRunScriptsAreRefused() throws Exception {
        assertThat(start("own", "SELECT 1").ending().get(20, TimeUnit.SECONDS).message())
                .contains("the engine's own database");
        assertThat(start("evil", "SELECT 1").ending().get(20, TimeUnit.SECONDS).message())
                .contains("may not contain INIT");
        assertThat(start("none", "SELECT 1").ending().get(20, TimeUnit.SECONDS).message())
                .contains("there is no SQL connection \"none\"");
    }

    @Test
    void aResultOfManyCharactersIsCutAndCounted() throws Exception {
        var ending = run("SELECT REPEAT('x', 10000) FROM SYSTEM_RANGE(1, 900)");

        assertThat(ending.message())
                .isEqualTo(
                        "900 rows, the first 210 are shown; output is cut at 2097152 characters");
        assertThat(said.size()).isBetween(2_097_152, 2_097_152 + 10_001);
    }

    @Test
    void aCellIsNotCutWithinACharacter() throws Exception {
        run("SELECT 'x' || REPEAT(U&'\\+01F600', 6000)");

        assertThat(said.text()).doesNotContain("?").endsWith("\uD83D\uDE00…\n");
    }

    @Test
    void binaryValuesArePrinted() throws Exception {
        var ending = run("SELECT CAST(X'00ff' AS BLOB) AS a, X'00ff' AS b, DATE '2026-01-02' AS c");

        assertThat(ending.success()).isTrue();
        assertThat(said.text().lines().toList().getLast()).endsWith("2026-01-02");
    }

    @Test
    void severalStatementsAreOneTransaction() throws Exception {
        run("CREATE TABLE t (a INT PRIMARY KEY)");

        assertThat(run("INSERT INTO t VALUES (1); INSERT INTO t VALUES (1)").success()).isFalse();
        run("SELECT COUNT(*) FROM t");
        assertThat(said.result()).isEqualTo("0");

        assertThat(run("INSERT INTO t VALUES (1); INSERT INTO t VALUES (2), (3)"))
                .isEqualTo(new Ending(true, null, "1 rows changed"));
        run("SELECT COUNT(*) FROM t");
        assertThat(said.result()).isEqualTo("3");
    }

    @Test
    void aUrlThatNoDriverTakesIsNotRepeated() throws Exception {
        var wrong =
                new SqlExecutor(
                        Map.of(
                                "a", new SqlConnection("jdbc:none:x?password=hidden", "u", "p"),
                                "b", new SqlConnection("jdbc:h2:x;PASSWORD=hidden", "u", "p"),
                                "c", new SqlConnection("jdbc:h2:", "u", "p")),
                        "jdbc:h2:mem:engine");

        for (String connection : Set.of("a", "b", "c")) {
            var ending = start(wrong, connection, "SELECT 1").ending().get(20, TimeUnit.SECONDS);
            assertThat(ending.success()).isFalse();
            assertThat(ending.message()).doesNotContain("hidden");
        }
    }

    @Test
    void aServerThatAcceptsAndNeverAnswersIsGivenUp() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var url = "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/none";
            var impatient =
                    new SqlExecutor(
                            Map.of("silent", new SqlConnection(url, "u", "p")),
                            "jdbc:h2:mem:engine",
                            Duration.ofSeconds(1));

            var execution = start(impatient, "silent", "SELECT 1");
            execution.stop();

            assertThat(execution.ending().get(20, TimeUnit.SECONDS).message())
                    .startsWith("SQL state 08");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:x;IN\\IT=SELECT 1",
                "jdbc:h2:x;TRACE_LEVEL_FILE=4",
                "jdbc:h2:x;init=RunScript from 'x'"
            })
    void aUrlThatWouldActOnItsOwnIsRefused(String url) throws Exception {
        var evil = new SqlExecutor(Map.of("evil", new SqlConnection(url, "", "")), "jdbc:h2:e");

        assertThat(start(evil, "evil", "SELECT 1").ending().get(20, TimeUnit.SECONDS).message())
                .contains("may not contain INIT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:%s/engine",
                "jdbc:h2:file:%s/x/../engine;IFEXISTS=TRUE",
                "jdbc:h2:split:20:nio:%s/engine",
                "jdbc:h2:async:%s/engine"
            })
    void theEnginesFileIsKnownUnderEachOfItsNames(String url) throws Exception {
        var own =
                new SqlExecutor(
                        Map.of("own", new SqlConnection(url.formatted("/data"), "", "")),
                        "jdbc:h2:file:/data/engine;WRITE_DELAY=0");

        assertThat(start(own, "own", "SELECT 1").ending().get(20, TimeUnit.SECONDS).message())
                .contains("the engine's own database");
    }
}
