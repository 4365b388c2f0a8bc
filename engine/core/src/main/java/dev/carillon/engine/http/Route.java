package dev.carillon.engine.http;

import dev.carillon.api.Role;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One line of the route table.
///
/// @param template path with `{name}` for each variable; a variable holds neither `/` nor `:`
/// @param query names of the query parameters it knows; others are refused
/// @param role that a token needs to have at least
/// @param open answers without a token
record Route(
        String method,
        String template,
        Pattern pattern,
        Set<String> query,
        Role role,
        boolean open,
        Handler handler) {
    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z]+)}");

    interface Handler {
        Answer answer(Call call);
    }

    /// Reads, which every role may.
    static Route get(String template, Handler handler, String... query) {
        return of("GET", template, handler, query).by(Role.VIEWER);
    }

    static Route post(String template, Handler handler, String... query) {
        return of("POST", template, handler, query);
    }

    /// A route for admins, until [#by] says who else may use it.
    static Route of(String method, String template, Handler handler, String... query) {
        return new Route(
                method, template, pattern(template), Set.of(query), Role.ADMIN, false, handler);
    }

    /// The same route for this role and those above it.
    Route by(Role least) {
        return new Route(method, template, pattern, query, least, open, handler);
    }

    /// The same route for callers without a token.
    Route forEverybody() {
        return new Route(method, template, pattern, query, role, true, handler);
    }

    /// The variables of the path, null when the path is another one.
    @Nullable Map<String, String> match(String path) {
        Matcher matcher = pattern.matcher(path);
        if (!matcher.matches()) {
            return null;
        }
        Map<String, String> variables = new LinkedHashMap<>();
        pattern.namedGroups().forEach((name, group) -> variables.put(name, matcher.group(group)));
        return variables;
    }

    private static Pattern pattern(String template) {
        StringBuilder regex = new StringBuilder();
        int from = 0;
        for (MatchResult variable : VARIABLE.matcher(template).results().toList()) {
            regex.append(Pattern.quote(template.substring(from, variable.start())))
                    .append("(?<")
                    .append(variable.group(1))
                    .append(">[^/:]{1,200})");
            from = variable.end();
        }
        return Pattern.compile(regex.append(Pattern.quote(template.substring(from))).toString());
    }
}
