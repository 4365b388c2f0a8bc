package dev.carillon.node;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.trust.Fingerprint;
import dev.carillon.cluster.ClusterConfig;
import dev.carillon.cluster.keys.OwnKeys;
import dev.carillon.cluster.keys.Replaced;
import dev.carillon.cluster.keys.SharedKeys;
import dev.carillon.engine.service.Clocks;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Commands about what must stay secret: `carillon keys COMMAND`.
@Command(
        name = "keys",
        addMethodSubcommands = false,
        description = {
            "The keys of all nodes of a database: authority of certificates, admin token, key of secrets.",
            ""
        })
final class KeyCommands {
    private KeyCommands() {}

    @Command(
            description = {
                "Replace the authority of certificates, the admin token and the key of secrets, as when one has leaked.",
                "All nodes of the database must be stopped. In a cluster it happens in one transaction, and each node takes the new keys when it starts; of a node without others the files in its folder are replaced. What did not reach its end is repeated by the same command.",
                ""
            })
    static int replace(
            @Mixin HelpOption help,
            @Option(
                            names = "--config",
                            paramLabel = "FILE",
                            description =
                                    "Configuration of a node on the database, with the present cluster.secret; default: the node in ~/.local/share/carillon")
                    @Nullable Path config,
            @Option(
                            names = "--new-secret-file",
                            paramLabel = "FILE",
                            description =
                                    "File with the cluster.secret from now on; default: the present one stays")
                    @Nullable Path newSecretFile) {
        ServerConfig read = ConfigFile.readOrDefaults(config, null);
        var progress = new Progress(help.err(), "runs", System::nanoTime);
        var cluster = read.cluster();
        var lines =
                cluster == null
                        ? replaceAlone(read, newSecretFile, progress)
                        : replaceShared(read, cluster.secret(), newSecretFile, progress);
        lines.forEach(help.out()::println);
        return Exit.OK;
    }

    private static List<String> replaceAlone(
            ServerConfig config, @Nullable Path newSecretFile, Progress progress) {
        if (newSecretFile != null) {
            throw new CarillonException(
                    ErrorCode.INVALID_PARAMETER,
                    "--new-secret-file is for a cluster, and the configuration has no cluster.secret");
        }
        Path folder = config.dataFolder();
        Replaced done =
                new StoppedDatabase(config)
                        .useWithFolder(
                                database ->
                                        OwnKeys.replace(
                                                database.stores(), folder, now(), progress));
        return told(
                done,
                "Start the node; its new admin token is in %s."
                        .formatted(folder.resolve(ApiAddress.TOKEN_FILE)));
    }

    private static List<String> replaceShared(
            ServerConfig config, String secret, @Nullable Path newSecretFile, Progress progress) {
        String newSecret = newSecretFile == null ? null : secret(newSecretFile);
        Replaced done =
                new StoppedDatabase(config)
                        .use(
                                database ->
                                        SharedKeys.replace(
                                                database.stores(),
                                                secret,
                                                newSecret,
                                                now(),
                                                progress));
        String start =
                "Start the nodes; each takes the new keys into its folder. Delete nothing there.";
        return newSecretFile == null
                ? told(done, start)
                : told(
                        done,
                        "Give each node what is in %s as its cluster.secret; with the one before it is refused."
                                .formatted(newSecretFile),
                        start);
    }

    private static Instant now() {
        return Clocks.SYSTEM.wall().instant();
    }

    private static String secret(Path file) {
        String secret;
        try {
            secret = new Reference("file", file.toString()).read(Map.of());
        } catch (IOException e) {
            throw new CarillonException(
                    ErrorCode.INVALID_PARAMETER, "the new secret " + e.getMessage(), e);
        }
        if (secret.length() < ClusterConfig.SHORTEST_SECRET) {
            throw new CarillonException(
                    ErrorCode.INVALID_PARAMETER,
                    "the new secret in "
                            + file
                            + " must be at least "
                            + ClusterConfig.SHORTEST_SECRET
                            + " characters; `openssl rand -base64 32` makes one");
        }
        return secret;
    }

    private static List<String> told(Replaced done, String... next) {
        var lines = new ArrayList<String>();
        lines.add(
                done.before()
                        ? "The keys were replaced under this new secret before; nothing was changed now."
                        : "The authority, the admin token and the key of secrets are replaced; runs whose secrets were sealed again: "
                                + done.runs()
                                + ".");
        var authority = done.authority();
        if (authority != null) {
            lines.add("Fingerprint of the new authority: " + Fingerprint.of(authority));
            lines.add(
                    "Clients on other machines have to trust it: by --ca-fingerprint, by --ca with the new authority.pem, or in the console.");
        }
        lines.addAll(List.of(next));
        return lines;
    }
}
