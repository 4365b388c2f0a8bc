package dev.carillon.benchmark.pure;

import org.openjdk.jmh.Main;

import java.util.stream.Stream;

/// Starts JMH with what is measured here. Its arguments are JMH's own, `-h` tells them; it runs each benchmark in a process
/// with the options of a node, unless `-jvmArgs` says others.
public final class PureBenchmarks {
    private PureBenchmarks() {}

    public static void main(String[] arguments) throws Exception {
        Main.main(
                Stream.concat(
                                Stream.of(
                                        "-jvmArgsPrepend",
                                        // Both the node and the benchmark have a logback.xml, which
                                        // logback would tell at length.
                                        "-XX:+UseSerialGC -Xmx256m -XX:TieredStopAtLevel=1"
                                                + " -Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener"),
                                Stream.of(arguments))
                        .toArray(String[]::new));
    }
}
