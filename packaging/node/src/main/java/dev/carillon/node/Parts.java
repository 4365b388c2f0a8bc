package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.JobDefinition;

import java.net.URI;
import java.time.ZoneId;
import java.util.List;

/// What the command line needs of the rest of the product.
interface Parts {
    Carillon connect(URI url, String token);

    /// @param where the file's name for messages
    List<JobDefinition> parse(String text, String where);

    String toYaml(JobDefinition definition);

    Imported crontab(String text, boolean system, String source, ZoneId zone);

    /// Starts the engine and its API; returns when requests are answered.
    RunningNode start(ServerConfig config);

    /// A started node. Closing it ends the API, then the engine.
    interface RunningNode extends AutoCloseable {
        Carillon carillon();

        URI url();

        @Override
        void close();
    }

    record Imported(List<JobDefinition> jobs, List<Remark> remarks) {}

    /// What could not be carried over from a line.
    record Remark(int line, String text) {}
}
