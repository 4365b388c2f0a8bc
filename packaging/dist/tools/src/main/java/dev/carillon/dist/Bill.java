package dev.carillon.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The bill of materials as Maven wrote it, CycloneDX in JSON, and what Maven does not know.
final class Bill {
    private static final String COMPONENTS = "\n  \"components\" : [";

    private Bill() {}

    /// Writes the same with the JDK that the runtime is linked from, which is the one that runs this.
    static void addRuntime(Path bill, Path to) throws IOException {
        Files.writeString(
                to,
                withRuntime(
                        Files.readString(bill),
                        Runtime.version().toString(),
                        System.getProperty("java.vendor")));
    }

    private static String withRuntime(String bill, String version, String vendor) {
        if (!bill.contains(COMPONENTS)) {
            throw new IllegalStateException("the bill of materials lists no components");
        }
        String runtime =
                """
                {
                      "type" : "framework",
                      "publisher" : "%s",
                      "name" : "OpenJDK",
                      "version" : "%s",
                      "licenses" : [ { "license" : { "id" : "GPL-2.0-with-classpath-exception" } } ]
                    }"""
                        .formatted(vendor, version);
        return bill.replace(COMPONENTS, COMPONENTS + "\n    " + runtime + ",");
    }
}
