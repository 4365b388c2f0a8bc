package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import java.net.URI;
import java.time.ZoneId;
import java.util.List;

/// The composition root: the only class that names the engine, its server and its client.
final class NodeRuntime implements Parts {
    @Override
    public Carillon connect(URI url, String token) {
        throw absent("HTTP client");
    }

    @Override
    public List<JobDefinition> parse(String text, String where) {
        throw absent("definition parser");
    }

    @Override
    public String toYaml(JobDefinition definition) {
        throw absent("definition writer");
    }

    @Override
    public Imported crontab(String text, boolean system, String source, ZoneId zone) {
        throw absent("crontab parser");
    }

    @Override
    public RunningNode start(ServerConfig config) {
        throw absent("engine");
    }

    private static CarillonException absent(String part) {
        return new CarillonException(ErrorCode.UNAVAILABLE, "The " + part + " is not part of this build");
    }
}
