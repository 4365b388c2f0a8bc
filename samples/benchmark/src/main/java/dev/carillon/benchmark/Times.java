package dev.carillon.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How fast due times are found, in a process with the options and the class path of a node.
final class Times implements Measurement {
    @Override
    public void measure(Bench bench) throws Exception {
        Path here =
                Path.of(Times.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(bench.java());
        command.addAll(
                List.of("-cp", bench.nodeClassPath() + ":" + here, TimesMain.class.getName()));
        var process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Leftovers.watch(process);
        String said;
        try (var answer = process.getInputStream()) {
            said = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
        if (process.waitFor() != 0 || said.isBlank()) {
            throw new IOException("the process that finds due times failed: " + said);
        }
        for (String line : said.lines().toList()) {
            String[] parts = line.split("\t", 3);
            bench.figure(parts[0], parts[1], Double.parseDouble(parts[2]));
        }
    }
}
