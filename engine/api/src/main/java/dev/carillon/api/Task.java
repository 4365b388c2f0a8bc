package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// What one attempt of a job does.
public sealed interface Task {
    /// A program with its arguments, or a script for `/bin/sh`; exactly one of the two is given.
    ///
    /// @param command argument vector, never passed through a shell; empty when `script` is given
    /// @param workingDirectory null is a fresh directory of the attempt
    /// @param expect exit codes that mean success
    record Shell(
            List<String> command,
            @Nullable String script,
            Map<String, String> env,
            @Nullable String workingDirectory,
            List<Integer> expect)
            implements Task {
        public Shell {
            command = List.copyOf(command);
            env = Map.copyOf(env);
            expect = List.copyOf(expect);
        }
    }

    /// One HTTP request.
    ///
    /// @param expect comma-separated statuses or classes that mean success, such as `2xx,404`
    /// @param allow hosts or CIDR blocks that may be called though they are loopback or private to
    ///     the machine
    record Http(
            String method,
            String url,
            Map<String, String> headers,
            @Nullable String body,
            String expect,
            List<String> allow)
            implements Task {
        public Http {
            headers = Map.copyOf(headers);
            allow = List.copyOf(allow);
        }
    }

    /// A class in a plugin jar that implements `dev.carillon.plugin.Job`.
    ///
    /// @param jar file name without `.jar` in the node's plugin folder
    record Java(String className, String jar) implements Task {}

    /// A statement on a connection named in the node's configuration.
    record Sql(String connection, String statement) implements Task {}
}
