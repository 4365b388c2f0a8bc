package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.client.HttpCarillon;
import dev.carillon.engine.Engine;
import dev.carillon.engine.EngineConfig;
import dev.carillon.engine.auth.Tokens;
import dev.carillon.engine.executor.SqlConnection;
import dev.carillon.engine.http.ApiConfig;
import dev.carillon.engine.http.ApiServer;
import dev.carillon.engine.store.jdbc.DatabaseConfig;
import dev.carillon.engine.time.DueTimes;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.TreeMap;

/// The composition root: the only class that names the engine, its server and its client.
final class NodeRuntime implements Parts {
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final int LANES = 2;
    private static final int CONNECTIONS = 12;

    @Override
    public Carillon connect(URI url, String token) {
        return HttpCarillon.connect(url, token);
    }

    @Override
    public List<JobDefinition> parse(String text, String where) {
        return Definitions.parse(text, where, DueTimes::of);
    }

    @Override
    public String toYaml(JobDefinition definition) {
        return Definitions.toYaml(definition);
    }

    @Override
    public Imported crontab(String text, boolean system, String source, ZoneId zone) {
        return Crontab.read(text, system, source, zone);
    }

    @Override
    public RunningNode start(ServerConfig config) {
        var engine = Engine.start(engineConfig(config));
        try {
            var server =
                    ApiServer.start(
                            new ApiConfig(config.api().host(), config.api().port()),
                            engine,
                            Tokens.inFolder(config.dataFolder()));
            var url = URI.create("http://" + config.api().host() + ":" + server.port());
            Files.writeString(config.dataFolder().resolve("api.address"), url + "\n");
            return new Node(engine, server, url);
        } catch (IOException e) {
            engine.close();
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "cannot write to the data folder " + config.dataFolder() + ": " + e,
                    e);
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private static EngineConfig engineConfig(ServerConfig config) {
        var connections = new TreeMap<String, SqlConnection>();
        config.sqlConnections()
                .forEach(
                        (name, to) ->
                                connections.put(
                                        name,
                                        new SqlConnection(to.url(), to.user(), to.password())));
        return new EngineConfig(
                config.node().name(),
                config.dataFolder(),
                config.plugins(),
                database(config),
                config.node().slots(),
                LANES,
                EngineConfig.MOST_SCHEDULES,
                connections);
    }

    private static DatabaseConfig database(ServerConfig config) {
        var database = config.database();
        var durability =
                switch (database.durability()) {
                    case PROCESS -> DatabaseConfig.Durability.PROCESS;
                    case POWER -> DatabaseConfig.Durability.POWER;
                };
        return database.url() == null
                ? new DatabaseConfig(
                        embedded(config.dataFolder()), "sa", "", durability, CONNECTIONS)
                : new DatabaseConfig(
                        database.url(),
                        database.user(),
                        database.password(),
                        durability,
                        CONNECTIONS);
    }

    private static String embedded(Path folder) {
        return "jdbc:h2:file:" + folder.toAbsolutePath().resolve("carillon");
    }

    private record Node(Engine engine, ApiServer server, URI url) implements RunningNode {
        @Override
        public Carillon carillon() {
            return engine;
        }

        @Override
        public void close() {
            server.close();
            engine.drain(DRAIN);
            engine.close();
        }
    }
}
