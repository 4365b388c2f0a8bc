package dev.carillon.api.client;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/// Reads the text of one answer, up to a size, and notes when the last of it came.
final class AnswerBody
        implements HttpResponse.BodyHandler<String>, HttpResponse.BodySubscriber<String> {
    /// The answer was longer.
    static final class TooLong extends IOException {
        private TooLong(int most) {
            super("the answer has more than " + most + " bytes");
        }
    }

    private final int most;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<String> text = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;
    private volatile long heardNanos = System.nanoTime();

    /// @param most bytes that are read of it
    AnswerBody(int most) {
        this.most = most;
    }

    /// When something of it came last, by the monotonic clock.
    long heardNanos() {
        return heardNanos;
    }

    @Override
    public HttpResponse.BodySubscriber<String> apply(HttpResponse.ResponseInfo answer) {
        heardNanos = System.nanoTime();
        return this;
    }

    @Override
    public CompletionStage<String> getBody() {
        return text;
    }

    @Override
    public void onSubscribe(Flow.Subscription to) {
        subscription = to;
        to.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        heardNanos = System.nanoTime();
        for (var piece : pieces) {
            if (bytes.size() + piece.remaining() > most) {
                Objects.requireNonNull(subscription).cancel();
                text.completeExceptionally(new TooLong(most));
                return;
            }
            byte[] part = new byte[piece.remaining()];
            piece.get(part);
            bytes.writeBytes(part);
        }
    }

    @Override
    public void onError(Throwable why) {
        text.completeExceptionally(why);
    }

    @Override
    public void onComplete() {
        text.complete(bytes.toString(StandardCharsets.UTF_8));
    }
}
