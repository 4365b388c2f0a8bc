package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A network of Linux namespaces on a bridge, where each node has one of its own: as machines with a cable each.
/// What one sends another is cut by a wrong hardware address for it, so that it is lost in silence and in that
/// direction only. Names carry the process id of the test; what a test that was killed left behind is removed.
final class Namespaces implements AutoCloseable {
    /// Where the database is reached, in the namespace of the test itself.
    static final String DATABASE = "database";

    /// A node in the namespace of the test itself.
    static final String DOOR = "door";

    private static final String PREFIX = "carillon-";
    private static final String NOWHERE = "02:00:00:00:00:99";

    private record Way(String from, String to) {}

    private final long process = ProcessHandle.current().pid();
    private final String bridge = "cb" + process;
    private final List<String> names;
    private final Set<Way> cut = new LinkedHashSet<>();

    /// @param names of those that get a namespace
    Namespaces(List<String> names) throws IOException, InterruptedException {
        this.names = List.copyOf(names);
        removeLeftOvers();
        ip("link add %s type bridge", bridge);
        ip("addr add %s/24 dev %s", address(DATABASE), bridge);
        ip("addr add %s/24 dev %s", address(DOOR), bridge);
        ip("link set %s up", bridge);
        for (String name : names) {
            ip("netns add %s", namespace(name));
            ip("link add %s type veth peer name e0 netns %s", cable(name), namespace(name));
            ip("link set %s master %s up", cable(name), bridge);
            ip("-n %s addr add %s/24 dev e0", namespace(name), address(name));
            ip("-n %s link set e0 up", namespace(name));
            ip("-n %s link set lo up", namespace(name));
        }
    }

    /// Whether this machine lets this process make some.
    static boolean arePossible() throws IOException, InterruptedException {
        String probe = PREFIX + ProcessHandle.current().pid() + "-probe";
        try {
            return Command.succeeds("ip", "netns", "add", probe)
                    && Command.succeeds("ip", "netns", "exec", probe, "true");
        } finally {
            Command.succeeds("ip", "netns", "del", probe);
        }
    }

    private static void removeLeftOvers() throws IOException, InterruptedException {
        for (String line : Command.output("ip", "netns", "list").lines().toList()) {
            String name = line.split(" ", -1)[0];
            if (name.startsWith(PREFIX) && isGone(name.split("-", -1)[1])) {
                ip("netns del %s", name);
            }
        }
        for (String line :
                Command.output("ip", "-o", "link", "show", "type", "bridge").lines().toList()) {
            String name = line.split(": ", -1)[1];
            if (name.matches("cb\\d+") && isGone(name.substring(2))) {
                ip("link del %s", name);
            }
        }
    }

    private static boolean isGone(String process) {
        return ProcessHandle.of(Long.parseLong(process)).isEmpty();
    }

    /// What starts a command in a namespace.
    List<String> prefix(String name) {
        return names.contains(name) ? List.of("ip", "netns", "exec", namespace(name)) : List.of();
    }

    String address(String name) {
        int last =
                switch (name) {
                    case DATABASE -> 1;
                    case DOOR -> 2;
                    default -> 10 + names.indexOf(name);
                };
        return "10.213." + process % 250 + "." + last;
    }

    InetAddress databaseAddress() {
        return InetAddress.ofLiteral(address(DATABASE));
    }

    /// Nothing that one sends the other arrives.
    void cut(String from, String to) throws IOException, InterruptedException {
        ip(
                "%s neigh replace %s lladdr %s dev %s nud permanent",
                in(from), address(to), NOWHERE, device(from));
        cut.add(new Way(from, to));
    }

    /// Nothing that either sends the other arrives. Of the door only what is sent to it, as it shares its way back
    /// with the database; no connection comes about all the same.
    void cutBothWays(String node, String other) throws IOException, InterruptedException {
        cut(node, other);
        if (!other.equals(DOOR)) {
            cut(other, node);
        }
    }

    /// All arrives again.
    void heal() throws IOException, InterruptedException {
        for (var way : cut) {
            ip("%s neigh del %s dev %s", in(way.from), address(way.to), device(way.from));
        }
        cut.clear();
    }

    private String in(String name) {
        return names.contains(name) ? "-n " + namespace(name) : "";
    }

    private String device(String name) {
        return names.contains(name) ? "e0" : bridge;
    }

    private String namespace(String name) {
        return PREFIX + process + "-" + name;
    }

    private String cable(String name) {
        return "cv" + process + name;
    }

    private static void ip(String text, Object... values) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(text.formatted(values).strip().split(" +", -1)));
        Command.output(command.toArray(String[]::new));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (String name : names) {
            ip("netns del %s", namespace(name));
        }
        ip("link del %s", bridge);
    }

    /// A command of the system.
    private static final class Command {
        static boolean succeeds(String... command) throws InterruptedException {
            try {
                return new ProcessBuilder(command)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0;
            } catch (IOException e) {
                // It is not installed.
                return false;
            }
        }

        static String output(String... command) throws IOException, InterruptedException {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), output).isZero();
            return output;
        }
    }
}
