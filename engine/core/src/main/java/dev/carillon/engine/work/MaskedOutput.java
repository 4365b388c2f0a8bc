package dev.carillon.engine.work;

import dev.carillon.engine.executor.Output;
import dev.carillon.engine.run.SealedText;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Output in which secrets are masked. What could be the beginning of one is kept back until more
/// comes, or the end. Safe for several threads.
final class MaskedOutput implements Output {
    /// Shorter ones would be found everywhere.
    private static final int SHORTEST = 4;

    private static final String MASK_BYTES =
            new String(
                    SealedText.MASK.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

    private final Output to;
    private final List<String> secrets;
    private final Object lock = new Object();
    private final StringBuilder kept = new StringBuilder();

    private MaskedOutput(Output to, List<String> secrets) {
        this.to = to;
        // Bytes as characters, so that nothing is lost of what is no text.
        this.secrets =
                secrets.stream()
                        .map(
                                secret ->
                                        new String(
                                                secret.getBytes(StandardCharsets.UTF_8),
                                                StandardCharsets.ISO_8859_1))
                        .toList();
    }

    /// The output itself when there is nothing to mask.
    static Output of(Output to, List<String> secrets) {
        var longer = secrets.stream().filter(secret -> secret.length() >= SHORTEST).toList();
        return longer.isEmpty() ? to : new MaskedOutput(to, longer);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        synchronized (lock) {
            kept.append(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
            String clear = masked(kept.toString(), secrets, MASK_BYTES);
            int back = beginning(clear);
            kept.setLength(0);
            kept.append(clear, clear.length() - back, clear.length());
            send(clear.substring(0, clear.length() - back));
        }
    }

    // How many characters at the end could be the beginning of a secret.
    private int beginning(String text) {
        int most = 0;
        for (String secret : secrets) {
            for (int n = Math.min(secret.length() - 1, text.length()); n > most; n--) {
                if (text.regionMatches(text.length() - n, secret, 0, n)) {
                    most = n;
                }
            }
        }
        return most;
    }

    private static String masked(String text, List<String> secrets, String mask) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, mask);
        }
        return masked;
    }

    private void send(String text) {
        if (!text.isEmpty()) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            to.write(bytes, 0, bytes.length);
        }
    }

    /// Nothing more comes.
    static void end(Output output) {
        if (output instanceof MaskedOutput masked) {
            synchronized (masked.lock) {
                masked.send(masked.kept.toString());
                masked.kept.setLength(0);
            }
        }
    }

    /// A text without the secrets.
    static String masked(String text, List<String> secrets) {
        return masked(
                text,
                secrets.stream().filter(secret -> secret.length() >= SHORTEST).toList(),
                SealedText.MASK);
    }

    @Override
    public void progress(double percent, String text) {
        to.progress(percent, text);
    }

    @Override
    public void result(String value) {
        String bytes =
                new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        to.result(
                new String(
                        masked(bytes, secrets, MASK_BYTES).getBytes(StandardCharsets.ISO_8859_1),
                        StandardCharsets.UTF_8));
    }
}
