package dev.carillon.console.editor;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Which parts of a YAML text are keys, comments, numbers and quoted texts. Line by line and without a parser, so that
/// an unfinished text has colours too.
final class YamlColours {
    /// @param from offset in the text
    /// @param kind `comment`, `key`, `quoted`, `word` or `mark`
    record Span(int from, int until, String kind) {}

    private static final Pattern TOKEN =
            Pattern.compile(
                    "(?<comment>(?<![^\\s])#[^\\n]*)"
                            + "|(?<key>(?<![^\\s{,\\[])[A-Za-z_$][A-Za-z0-9_$./-]*(?=:(?:\\s|$)))"
                            + "|(?<quoted>\"(?:\\\\.|[^\"\\\\\\n])*\"|(?<![^\\s:{,\\[])'(?:''|[^'\\n])*')"
                            + "|(?<word>(?<![^\\s:{,\\[])(?:true|false|null|-?[0-9]+(?:\\.[0-9]+)?)(?=\\s*(?:$|[,}\\]#\\n])))"
                            + "|(?<mark>(?<=:\\s)[|>][-+]?(?=\\s)|(?<=\\s)-(?=\\s)|^-(?=\\s)|[{}\\[\\],])",
                    Pattern.MULTILINE);
    private static final List<String> KINDS = List.of("comment", "key", "quoted", "word", "mark");

    private YamlColours() {}

    /// In order, none over another.
    static List<Span> of(String text) {
        var spans = new ArrayList<Span>();
        var matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            for (String kind : KINDS) {
                if (matcher.group(kind) != null) {
                    spans.add(new Span(matcher.start(), matcher.end(), kind));
                    break;
                }
            }
        }
        return spans;
    }
}
