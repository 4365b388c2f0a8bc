package dev.carillon.engine.http;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.LogPart;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.auth.Permit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Sends the output of a run while it grows, as plain text, until the run ends, the server closes or the reader may
/// not read any more.
final class LogFollower {
    private static final long PAUSE_MILLIS = 250;
    private final Carillon carillon;
    private final CountDownLatch closed = new CountDownLatch(1);

    LogFollower(Carillon carillon) {
        this.carillon = carillon;
    }

    /// Reads the first part before answering, so that an unknown run is answered as such.
    Answer follow(String id, long offset, Permit permit) {
        LogPart first = carillon.log(id, offset);
        return new Answer.Stream("text/plain; charset=utf-8", out -> write(id, first, permit, out));
    }

    void close() {
        closed.countDown();
    }

    private void write(String id, LogPart first, Permit permit, OutputStream out)
            throws IOException {
        LogPart part = first;
        send(part, out);
        while (!part.end()) {
            if (!permit.holds()) {
                throw new CarillonException(
                        ErrorCode.UNAUTHENTICATED,
                        "token " + permit.actor().name() + " is not accepted any more");
            }
            if (part.text().isEmpty() && closedMeanwhile()) {
                return;
            }
            part = carillon.log(id, part.next());
            send(part, out);
        }
    }

    private static void send(LogPart part, OutputStream out) throws IOException {
        out.write(part.text().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private boolean closedMeanwhile() {
        try {
            return closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
