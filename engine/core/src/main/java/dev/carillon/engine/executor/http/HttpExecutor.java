package dev.carillon.engine.executor.http;

import dev.carillon.api.Task;
import dev.carillon.engine.executor.Attempt;
import dev.carillon.engine.executor.Ending;
import dev.carillon.engine.executor.Execution;
import dev.carillon.engine.executor.Executor;
import dev.carillon.engine.executor.Output;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Makes HTTP calls. A redirect is not followed, so an address that was checked is the one that is
/// called; a job that wants the other address names it.
public final class HttpExecutor implements Executor {
    private static final int MOST_BODY_BYTES = 1 << 20;

    private final HttpClient client =
            HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(10))
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .executor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor())
                    .build();

    @Override
    public Execution start(Attempt attempt, Output output) {
        var task = (Task.Http) attempt.task();
        var ending = new CompletableFuture<Ending>();
        CompletableFuture<HttpResponse<InputStream>> call;
        try {
            var uri = URI.create(task.url());
            Optional<String> refusal = Addresses.refusal(uri, task.allow());
            if (refusal.isPresent()) {
                ending.complete(new Ending(false, null, refusal.get()));
                return new Call(ending, new CompletableFuture<>());
            }
            call = client.sendAsync(request(task, uri), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IllegalArgumentException e) {
            ending.complete(new Ending(false, null, "the request is wrong: " + e.getMessage()));
            return new Call(ending, new CompletableFuture<>());
        }
        call.whenComplete(
                (response, error) -> ending.complete(ending(task, response, error, output)));
        return new Call(ending, call);
    }

    private static HttpRequest request(Task.Http task, URI uri) {
        var body = task.body();
        var request =
                HttpRequest.newBuilder(uri)
                        .method(
                                task.method(),
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        task.headers().forEach(request::header);
        return request.build();
    }

    private static Ending ending(
            Task.Http task,
            @org.jspecify.annotations.Nullable HttpResponse<InputStream> response,
            @org.jspecify.annotations.Nullable Throwable error,
            Output output) {
        if (response == null) {
            var cause =
                    error instanceof CompletionException && error.getCause() != null
                            ? error.getCause()
                            : error;
            return new Ending(false, null, task.method() + " " + task.url() + " failed: " + cause);
        }
        try (var body = response.body()) {
            byte[] bytes = body.readNBytes(MOST_BODY_BYTES);
            output.write(bytes, 0, bytes.length);
        } catch (IOException e) {
            return new Ending(
                    false, null, "the answer of " + task.url() + " broke off: " + e.getMessage());
        }
        int status = response.statusCode();
        return new Ending(expected(task.expect(), status), status, "status " + status);
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

    private record Call(CompletableFuture<Ending> ending, CompletableFuture<?> call)
            implements Execution {
        @Override
        public void stop() {
            call.cancel(true);
            ending.complete(new Ending(false, null, "given up"));
        }
    }
}
