package dev.carillon.engine.auth;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import java.nio.file.Files;
import java.nio.file.Path;

/// Files of a node's folder that are the same on all nodes of a cluster.
public enum SharedFile {
    SECRET_KEY("secret.key", "key of secrets"),
    ADMIN_TOKEN("admin.token", "admin token");

    private final String file;
    private final String what;

    SharedFile(String file, String what) {
        this.file = file;
        this.what = what;
    }

    /// What the folder has, or a new text that it does not have yet.
    public String offer(Path folder) {
        return Files.exists(folder.resolve(file)) ? read(folder) : KeyFile.random();
    }

    private String read(Path folder) {
        return KeyFile.read(folder.resolve(file), what, "delete it to get that of the cluster");
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
