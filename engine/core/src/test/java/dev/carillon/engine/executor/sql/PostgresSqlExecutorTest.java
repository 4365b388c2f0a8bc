package dev.carillon.engine.executor.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Task;
import dev.carillon.engine.executor.Attempt;
import dev.carillon.engine.executor.Ending;
import dev.carillon.engine.executor.Execution;
import dev.carillon.engine.executor.Said;
import dev.carillon.engine.executor.SqlConnection;
import dev.carillon.testkit.TestDatabase;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What differs from H2: results of several statements, reading by parts, a network in between.
class PostgresSqlExecutorTest {
    private final TestDatabase.Place place = TestDatabase.POSTGRESQL.fresh();
    private final Said said = new Said();

    private Execution start(String url, String statement) {
        var connection = new SqlConnection(url, place.user(), place.password());
        return new SqlExecutor(Map.of("jobs", connection), "jdbc:h2:mem:engine")
                .start(
                        new Attempt(
                                "run",
                                1,
                                1,
                                "default/job",
                                new Task.Sql("jobs", statement),
                                Map.of(),
                                null,
                                Duration.ofMillis(300),
                                true,
                                null),
                        said);
    }

    private Ending run(String statement) throws Exception {
        return start(place.url(), statement).ending().get(30, TimeUnit.SECONDS);
    }

    @Test
    void eachResultOfSeveralStatementsIsTold() throws Exception {
        var ending =
                run(
                        "CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (2);"
                                + " SELECT a FROM t ORDER BY a; SELECT 'x' AS b");

        assertThat(ending)
                .isEqualTo(
                        new Ending(true, null, "0 rows changed; 2 rows changed; 2 rows; 1 rows"));
        assertThat(said.text()).isEqualTo("a\n1\n2\nb\nx\n");
        assertThat(said.result()).isEqualTo("1");
    }

    @Test
    void aFailingStatementUndoesThoseBeforeIt() throws Exception {
        run("CREATE TABLE t (a INT PRIMARY KEY)");

        var ending = run("INSERT INTO t VALUES (1); INSERT INTO t VALUES (1)");

        assertThat(ending.message()).startsWith("SQL state 23505: ").doesNotContain("INSERT");
        run("SELECT COUNT(*) FROM t");
        assertThat(said.result()).isEqualTo("0");
    }

    @Test
    void rowsAreReadInPartsSoThatManyDoNotFillMemory() throws Exception {
        // 300 MB, more than an answer may have.
        var ending = run("SELECT REPEAT('x', 100000) FROM generate_series(1, 3000)");

        assertThat(ending.message()).startsWith("3000 rows, the first 210 are shown");
    }

    @Test
    void anAnswerTooLargeForMemoryEndsTheAttempt() throws Exception {
        var ending = run("SELECT REPEAT('x', 100000000)");

        assertThat(ending.success()).isFalse();
        assertThat(ending.message()).contains("maxResultBuffer");
    }

    @Test
    void valuesOfAllKindsArePrinted() throws Exception {
        run("SELECT 1.50::numeric, true, '\\x00ff'::bytea, '{\"a\":1}'::jsonb, ARRAY[1,2], NULL");

        assertThat(said.text().lines().toList().getLast())
                .isEqualTo("1.50\tt\t\\x00ff\t{\"a\": 1}\t{1,2}\tnull");
    }

    @Test
    void stoppingCancelsAStatementUnderWay() throws Exception {
        var execution = start(place.url(), "SELECT pg_sleep(100)");
        execution.stop();

        assertThat(execution.ending().get(20, TimeUnit.SECONDS).message())
                .startsWith("SQL state 57014: ");
    }

    @Test
    void stoppingEndsAStatementWhoseServerIsNotHeardAnyMore() throws Exception {
        try (var network = new Network(URI.create(place.url().substring("jdbc:".length())))) {
            var url =
                    "jdbc:postgresql://127.0.0.1:"
                            + network.port()
                            + place.url().substring(place.url().lastIndexOf('/'));
            var execution = start(url, "SELECT pg_sleep(100)");
            await().atMost(20, TimeUnit.SECONDS).until(() -> network.connections == 1);
            await().atMost(20, TimeUnit.SECONDS)
                    .until(
                            () -> {
                                run(
                                        "SELECT COUNT(*) FROM pg_stat_activity WHERE state = 'active'"
                                                + " AND query LIKE 'SELECT pg_sleep(100)%'");
                                return said.result().equals("1");
                            });
            network.silent = true;

            execution.stop();

            assertThat(execution.ending().get(20, TimeUnit.SECONDS).message())
                    .startsWith("SQL state 08");
        }
    }

    /// Passes bytes on to a server until it is told to be silent.
    private static final class Network implements AutoCloseable {
        private final ServerSocket listener =
                new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final URI server;
        private volatile boolean silent;
        private volatile int connections;

        Network(URI server) throws IOException {
            this.server = server;
            Thread.ofVirtual().start(this::accept);
        }

        int port() {
            return listener.getLocalPort();
        }

        private void accept() {
            try {
                while (true) {
                    var near = listener.accept();
                    var far = new Socket(server.getHost(), server.getPort());
                    connections = connections + 1;
                    Thread.ofVirtual().start(() -> pass(near, far));
                    Thread.ofVirtual().start(() -> pass(far, near));
                }
            } catch (IOException _) {
                // Closed at the end of the test.
            }
        }

        private void pass(Socket from, Socket to) {
            var bytes = new byte[8192];
            try {
                for (int count = 0; count >= 0; count = from.getInputStream().read(bytes)) {
                    if (!silent) {
                        to.getOutputStream().write(bytes, 0, count);
                    }
                }
            } catch (IOException _) {
                // One of the two ends is closed.
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
