package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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

    /// A graph of steps. It needs no slot itself; each step is a run of its own.
    record Flow(List<Step> steps) implements Task {
        public Flow {
            steps = List.copyOf(steps);
        }

        /// Keys of the jobs that are steps of it.
        public List<String> jobs() {
            return steps.stream()
                    .filter(step -> step.job() != null)
                    .map(step -> Objects.requireNonNull(step.job()))
                    .toList();
        }

        /// @throws java.util.NoSuchElementException when there is no such step
        public Step step(String name) {
            return steps.stream()
                    .filter(step -> step.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /// One step of a flow: a task of its own or another job; exactly one of the two is given.
    ///
    /// @param name unique in the flow, `[a-z0-9][a-z0-9_-]{0,99}`
    /// @param job `namespace/name`
    /// @param with parameters: of the job, or variables of the task beside the parameters of the flow.
    ///     `${steps.NAME.result}`, `${steps.NAME.state}` and `${PARAMETER}` are filled in
    /// @param after what must have ended before; empty is nothing
    /// @param retry of a task of its own
    /// @param timeout of one attempt of a task of its own; null is that of the flow's job
    /// @param allowFailure the flow succeeds though this step fails
    record Step(
            String name,
            @Nullable Task task,
            @Nullable String job,
            Map<String, String> with,
            List<After> after,
            JobDefinition.Retry retry,
            @Nullable Duration timeout,
            boolean allowFailure) {
        public Step {
            with = Map.copyOf(with);
            after = List.copyOf(after);
        }
    }

    /// An edge of the graph: the step runs when all steps before it ended as wanted. When one did not,
    /// the step is SKIPPED, and counts as such for those after it.
    record After(String step, JobDefinition.Dependency.On on) {}
}
