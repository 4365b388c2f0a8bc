package dev.carillon.cluster.keys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

class DerivedKeyTest {
    private static final byte[] SALT = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final String SECRET = "the secret of this cluster";

    @TempDir Path folder;
    private final List<Integer> derived = new ArrayList<>();

    private Path file() {
        return folder.resolve("cluster.key");
    }

    // As a node that starts.
    private byte[] key(String secret, byte[] salt) {
        derived.clear();
        return new DerivedKey(secret, file(), this::derive).of(salt);
    }

    // Of few iterations, as they are counted and not waited for.
    private byte[] derive(String secret, byte[] salt, int iterations) {
        derived.add(iterations);
        return DerivedKey.pbkdf2(secret, salt, iterations / 10_000);
    }

    @Test
    void theNextStartDerivesNothingSlowly() throws IOException {
        byte[] first = key(SECRET, SALT);
        assertThat(derived).containsExactly(DerivedKey.ITERATIONS, DerivedKey.COMPARED_BY);

        assertThat(key(SECRET, SALT)).isEqualTo(first);

        assertThat(derived).containsExactly(DerivedKey.COMPARED_BY);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file())).doesNotContain(SECRET);
    }

    @Test
    void anotherSecretOrSaltGetsAnotherKey() {
        byte[] first = key(SECRET, SALT);

        assertThat(key("another secret of the cluster", SALT)).isNotEqualTo(first);
        assertThat(derived).contains(DerivedKey.ITERATIONS);
        assertThat(key(SECRET, "fedcba9876543210".getBytes(StandardCharsets.US_ASCII)))
                .isNotEqualTo(first);
        assertThat(key(SECRET, SALT)).isEqualTo(first);
    }

    @Test
    void whatWasChangedOrCouldBeReadIsDerivedAnew() throws IOException {
        byte[] first = key(SECRET, SALT);
        String kept = Files.readString(file());

        for (String broken :
                List.of("", "x", kept.replace(' ', '-'), "AAAA" + kept, kept + " AAAA")) {
            Files.writeString(file(), broken);
            assertThat(key(SECRET, SALT)).as("after \"%s\"", broken).isEqualTo(first);
            assertThat(derived).contains(DerivedKey.ITERATIONS);
            assertThat(Files.readString(file())).isEqualTo(kept);
        }
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(key(SECRET, SALT)).isEqualTo(first);
        assertThat(derived).contains(DerivedKey.ITERATIONS);
    }
}
