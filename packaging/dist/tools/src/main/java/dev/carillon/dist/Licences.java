package dev.carillon.dist;

import org.w3c.dom.Element;
import org.xml.sax.SAXException;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

/// The licences of what others wrote: a table of all parts by the bill of materials, the texts of the licences, and what
/// the jars bring themselves. The licences of the JDK are in the `legal` folder of its runtime.
///
/// @param bill the bill of materials, CycloneDX in XML
/// @param texts folder with a file for each licence, named by its SPDX identifier
record Licences(Path bill, Path texts, List<Path> jars) {
    private record Part(String name, String version, List<String> licences) {}

    /// @throws IOException also when there is no text of any licence of a part
    void collectTo(Path folder) throws IOException {
        var table =
                new StringBuilder(
                        "# Licences of the parts\n\nThe runtime, where there is one, is OpenJDK; its licences are in runtime/legal.\n\n| part | version | licence |\n|---|---|---|\n");
        var used = new TreeSet<Path>();
        for (Part part : parts()) {
            var known =
                    part.licences.stream()
                            .map(licence -> texts.resolve(licence + ".txt"))
                            .filter(Files::exists)
                            .toList();
            if (known.isEmpty()) {
                throw new IOException(
                        "%s has the licences %s, of which there is no text in %s"
                                .formatted(part.name, part.licences, texts));
            }
            used.addAll(known);
            table.append(
                    "| %s | %s | %s |\n"
                            .formatted(
                                    part.name, part.version, String.join(" or ", part.licences)));
        }
        for (Path text : used) {
            Files.copy(text, folder.resolve(text.getFileName()));
        }
        Files.writeString(folder.resolve("THIRD-PARTY.md"), table);
        for (Path jar : jars) {
            own(jar, folder);
        }
    }

    private List<Part> parts() throws IOException {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var root = factory.newDocumentBuilder().parse(bill.toFile()).getDocumentElement();
            var parts = new ArrayList<Part>();
            for (Element list : children(root, "components")) {
                for (Element component : children(list, "component")) {
                    String group = text(component, "group");
                    if (!group.equals("dev.carillon")) {
                        parts.add(
                                new Part(
                                        group + ":" + text(component, "name"),
                                        text(component, "version"),
                                        licences(component)));
                    }
                }
            }
            // JavaFX is there with and without the name of a platform.
            return parts.stream().distinct().sorted(Comparator.comparing(Part::name)).toList();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("the bill of materials " + bill + " cannot be read", e);
        }
    }

    private static List<String> licences(Element component) {
        var found = new LinkedHashSet<String>();
        for (Element list : children(component, "licenses")) {
            for (Element licence : children(list, "license")) {
                String id = text(licence, "id");
                found.add(id.isEmpty() ? Spdx.of(text(licence, "name")) : id);
            }
            for (Element expression : children(list, "expression")) {
                found.addAll(List.of(expression.getTextContent().strip().split(" OR ", -1)));
            }
        }
        return List.copyOf(found);
    }

    private static List<Element> children(Element above, String name) {
        var found = new ArrayList<Element>();
        for (var node = above.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private static String text(Element above, String name) {
        return children(above, name).stream()
                .findFirst()
                .map(element -> element.getTextContent().strip())
                .orElse("");
    }

    private static void own(Path jar, Path folder) throws IOException {
        String name = String.valueOf(jar.getFileName()).replaceFirst("\\.jar$", "");
        try (var zip = FileSystems.newFileSystem(jar)) {
            for (String place : Set.of("/", "/META-INF")) {
                Path inside = zip.getPath(place);
                if (!Files.isDirectory(inside)) {
                    continue;
                }
                try (var files = Files.list(inside)) {
                    for (Path file : files.filter(Licences::isLicence).toList()) {
                        Path to = Files.createDirectories(folder.resolve(name));
                        Files.write(
                                to.resolve(String.valueOf(file.getFileName())),
                                Files.readAllBytes(file));
                    }
                }
            }
        }
    }

    private static boolean isLicence(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return Files.isRegularFile(file)
                && name.matches("(licen[cs]e|notice|copying).*(txt|md|html)?");
    }
}
