package dev.carillon.node;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A value of a configuration that is elsewhere, so that no secret has to be in the file and one file serves many nodes:
/// `${env:NAME}` is a variable of the environment, `${file:PATH}` what a file holds, without its last line ends. It is the
/// whole value, never a part of one.
///
/// @param kind `env` or `file`
record Reference(String kind, String name) {
    private static final Pattern TEXT = Pattern.compile("\\$\\{(env|file):([^}]+)}");

    /// Empty for a text that is a value itself.
    static Optional<Reference> of(String text) {
        var matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new Reference(matcher.group(1), matcher.group(2)))
                : Optional.empty();
    }

    /// What it stands for, never empty.
    ///
    /// @throws IOException whose message goes on after the key, when there is no such value
    String read(Map<String, String> environment) throws IOException {
        String value = kind.equals("env") ? variable(environment) : content();
        if (value.isEmpty()) {
            throw new IOException("is to come from " + this + ", which is empty");
        }
        return value;
    }

    private String variable(Map<String, String> environment) throws IOException {
        String value = environment.get(name);
        if (value == null) {
            throw new IOException("is to come from " + this + ", which is not set");
        }
        return value;
    }

    private String content() throws IOException {
        try {
            return Source.of(Path.of(name)).text().replaceFirst("[\\r\\n]+$", "");
        } catch (IOException e) {
            throw new IOException(
                    "is to come from " + this + ", which cannot be read: " + DataFolder.reason(e),
                    e);
        } catch (InvalidPathException e) {
            throw new IOException("is to come from " + this + ", which is no path", e);
        }
    }

    @Override
    public String toString() {
        return (kind.equals("env") ? "the variable " : "the file ") + name;
    }
}
