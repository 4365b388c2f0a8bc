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

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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
                        true),
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

        org.awaitility.Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .until(
                        () -> {
                            execution.stop();
                            return execution.ending().isDone();
                        });

        assertThat(execution.ending().get().success()).isFalse();
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
}
