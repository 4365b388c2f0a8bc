package dev.carillon.engine.auth;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/// Files of a node's folder that are, or become, the same on all nodes of a cluster.
public enum SharedFile {
    SECRET_KEY("secret.key", "key of secrets", "delete it to get that of the cluster"),
    ADMIN_TOKEN("admin.token", "admin token", "delete it to get that of the cluster"),
    AUTHORITY(
            "authority.key",
            "authority of certificates",
            "delete it to get a new one, which clients have to trust anew");

    private static final Logger LOG = LoggerFactory.getLogger(SharedFile.class);

    private final String file;
    private final String what;
    private final String remedy;

    SharedFile(String file, String what, String remedy) {
        this.file = file;
        this.what = what;
        this.remedy = remedy;
    }

    /// What the folder has.
    ///
    /// @throws CarillonException UNAVAILABLE when others can read the file
    public Optional<String> find(Path folder) {
        return Files.exists(folder.resolve(file)) ? Optional.of(read(folder)) : Optional.empty();
    }

    /// What the folder has, or a new text that it does not have yet.
    public String offer(Path folder) {
        return find(folder).orElseGet(SharedFile::random);
    }

    /// A new text.
    public static String random() {
        return KeyFile.random();
    }

    /// By what a text that was replaced is known, without keeping it: its SHA-256 in hexadecimal.
    public static String sum(String text) {
        return Tokens.hash(text);
    }

    /// Makes the folder have this text instead of the one it has, all or nothing.
    public void replace(Path folder, String text) {
        KeyFile.replace(folder.resolve(file), text);
    }

    /// The same if what it has was replaced; else it keeps what it has, if anything.
    ///
    /// @param replaced sums of what was replaced
    public void renew(Path folder, String text, Collection<String> replaced) {
        if (find(folder).filter(before -> replaced.contains(sum(before))).isPresent()) {
            replace(folder, text);
            LOG.info("the {} in {} was replaced in the cluster, and is here too", what, folder);
        }
    }

    private String read(Path folder) {
        return KeyFile.read(folder.resolve(file), what, remedy);
    }

    /// Makes the folder have this text.
    ///
    /// @throws CarillonException CONFLICT when it has another one
    public void take(Path folder, String text) {
        var place = folder.resolve(file);
        if (!Files.exists(place)) {
            KeyFile.write(place, text);
        }
        if (!read(folder).equals(text)) {
            throw new CarillonException(
                    ErrorCode.CONFLICT,
                    "the "
                            + what
                            + " in "
                            + place
                            + " is not that of the cluster; move the file away, and the node gets the cluster's");
        }
    }
}
