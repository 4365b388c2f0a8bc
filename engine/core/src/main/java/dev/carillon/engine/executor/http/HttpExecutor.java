package dev.carillon.engine.executor.http;

import dev.carillon.api.Task;
import dev.carillon.engine.executor.Attempt;
import dev.carillon.engine.executor.Ending;
import dev.carillon.engine.executor.Execution;
import dev.carillon.engine.executor.Executor;
import dev.carillon.engine.executor.Output;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLException;

/// Makes HTTP calls, each on a virtual thread of its own, which is interrupted to end it: it is never
/// in JDBC. A redirect is not followed; a job that wants the other address names it.
///
/// The address that was checked is the one that is connected to: a plain call goes to its number, with
/// the name in the Host header. A call over TLS goes by name, and a name that was moved to an
/// address of this machine meanwhile meets no certificate for it there.
public final class HttpExecutor implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(HttpExecutor.class);
    private static final int MOST_BODY_BYTES = 1 << 20;
    private static final int PIECE_BYTES = 16 * 1024;
    // What belongs to the connection and not to the request.
    private static final Set<String> NOT_FOR_JOBS =
            Set.of(
                    "host",
                    "connection",
                    "content-length",
                    "expect",
                    "upgrade",
                    "transfer-encoding");

    static {
        // Read once by the client's first use; lets the Host header be set.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .executor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor())
                    .build();

    @Override
    public Execution start(Attempt attempt, Output output) {
        var call = new Call(attempt, output);
        call.thread = Thread.ofVirtual().name("carillon-http-" + attempt.runId()).unstarted(call);
        call.thread.start();
        return call;
    }

    private final class Call implements Execution, Runnable {
        private final Attempt attempt;
        private final Task.Http task;
        private final Output output;
        private final CompletableFuture<Ending> ending = new CompletableFuture<>();
        private @Nullable Thread thread;

        private Call(Attempt attempt, Output output) {
            this.attempt = attempt;
            this.task = (Task.Http) attempt.task();
            this.output = output;
        }

        @Override
        public CompletableFuture<Ending> ending() {
            return ending;
        }

        @Override
        public void stop() {
            var running = thread;
            if (running != null) {
                running.interrupt();
            }
        }

        @Override
        public void run() {
            var ended = Ending.UNKNOWN;
            try {
                ended = call();
            } finally {
                ending.complete(ended);
            }
        }

        private Ending call() {
            try {
                var uri = URI.create(task.url());
                var address = Addresses.of(uri, task.allow());
                var request = request(uri, address);
                if (attempt.isTooLate()) {
                    return Ending.tooLate();
                }
                var response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
                String more = read(response.body());
                int status = response.statusCode();
                return new Ending(
                        expected(task.expect(), status), status, "status " + status + more);
            } catch (Addresses.Refused e) {
                return failed(String.valueOf(e.getMessage()));
            } catch (IllegalArgumentException e) {
                return failed("the request is wrong: " + e.getMessage());
            } catch (InterruptedException e) {
                return failed("given up");
            } catch (IOException e) {
                return Thread.interrupted()
                        ? failed("given up")
                        : Ending.thrown(
                                e, task.method() + " " + task.url() + " failed: " + reason(e));
            } catch (RuntimeException | Error e) {
                LOG.error("the call of run {} failed in a way nobody expects", attempt.runId(), e);
                return Ending.thrown(e, task.method() + " " + task.url() + " failed: " + e);
            }
        }

        private HttpRequest request(URI uri, InetAddress address) {
            var body = task.body();
            var request =
                    HttpRequest.newBuilder(connected(uri, address))
                            .method(
                                    task.method(),
                                    body == null
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofString(body));
            task.headers()
                    .forEach(
                            (name, value) -> {
                                if (NOT_FOR_JOBS.contains(name.toLowerCase(Locale.ROOT))) {
                                    throw new IllegalArgumentException(
                                            "the header "
                                                    + name
                                                    + " is set by Carillon; remove it");
                                }
                                request.header(name, value);
                            });
            if ("http".equals(uri.getScheme())) {
                request.header("Host", uri.getRawAuthority().replaceAll(".*@", ""));
            }
            return request.build();
        }

        private static URI connected(URI uri, InetAddress address) {
            if (!"http".equals(uri.getScheme())) {
                return uri;
            }
            String number =
                    address.getAddress().length == 4
                            ? address.getHostAddress()
                            : "[" + address.getHostAddress().replaceAll("%.*", "") + "]";
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            return URI.create("http://" + number + ":" + Addresses.port(uri) + path + query);
        }

        // Passes the body on as it comes; says what was left out.
        private String read(InputStream body) throws IOException {
            try (body) {
                var piece = new byte[PIECE_BYTES];
                int left = MOST_BODY_BYTES;
                for (int count = body.read(piece); count >= 0; count = body.read(piece)) {
                    if (count > left) {
                        output.write(piece, 0, left);
                        byte[] cut =
                                "\n[the rest is not stored]\n".getBytes(StandardCharsets.UTF_8);
                        output.write(cut, 0, cut.length);
                        return "; its answer is longer than 1 MiB and was not read to the end";
                    }
                    output.write(piece, 0, count);
                    left -= count;
                }
                return "";
            }
        }

        private static Ending failed(String message) {
            return new Ending(false, null, message);
        }

        private static String reason(IOException e) {
            return switch (e) {
                case HttpConnectTimeoutException _ -> "no connection within 10 seconds";
                case ConnectException _ -> "the connection was refused";
                case SSLException ssl -> "no secure connection: " + ssl.getMessage();
                default -> e.getMessage() == null ? e.toString() : e.getMessage();
            };
        }
    }

    private static boolean expected(String expect, int status) {
        for (String each : expect.split(",", -1)) {
            String want = each.strip();
            if (want.equals(Integer.toString(status))
                    || want.endsWith("xx") && want.charAt(0) - '0' == status / 100) {
                return true;
            }
        }
        return false;
    }
}
