package dev.carillon.engine.http;

import java.util.regex.Pattern;

/// One line of the route table. A route without authentication has to say so.
///
/// @param template as the documentation writes it, with `{name}` for parts
record Route(String method, String template, Pattern path, boolean open, Handler handler) {
    /// Answers one request.
    @FunctionalInterface
    interface Handler {
        void handle(Exchange exchange) throws Exception;
    }

    static Route of(String method, String template, Handler handler) {
        return new Route(method, template, pattern(template), false, handler);
    }

    static Route open(String method, String template, Handler handler) {
        return new Route(method, template, pattern(template), true, handler);
    }

    private static Pattern pattern(String template) {
        return Pattern.compile(template.replace(".", "\\.").replaceAll("\\{[a-z]+}", "([^/:]{1,200})"));
    }
}
