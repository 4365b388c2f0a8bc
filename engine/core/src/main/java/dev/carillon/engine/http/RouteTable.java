package dev.carillon.engine.http;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Every route of the server, in one list that the tests walk through.
record RouteTable(List<Route> routes) {
    /// A route with the variables of a path.
    record Match(Route route, Map<String, String> variables) {}

    /// Finds the route of a request. HEAD is known where anybody may ask, for what watches a node's health.
    Optional<Match> find(String method, String path) {
        return method.equals("HEAD")
                ? of("GET", path).filter(match -> match.route().open())
                : of(method, path);
    }

    private Optional<Match> of(String method, String path) {
        for (Route route : routes) {
            Map<String, String> variables =
                    route.method().equals(method) ? route.match(path) : null;
            if (variables != null) {
                return Optional.of(new Match(route, variables));
            }
        }
        return Optional.empty();
    }

    /// What to say when nothing is found: another method would do, or there is no such path.
    Answer refusal(String method, String path) {
        String allowed =
                routes.stream()
                        .filter(route -> route.match(path) != null)
                        .map(Route::method)
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", "));
        if (allowed.isEmpty()) {
            return Problems.answer(
                    new CarillonException(
                            ErrorCode.NOT_FOUND,
                            "There is no "
                                    + Call.cut(path)
                                    + "; /openapi.json lists what there is"));
        }
        return Problems.answer(
                        new CarillonException(
                                ErrorCode.METHOD_NOT_ALLOWED,
                                Call.cut(path)
                                        + " does not take "
                                        + Call.cut(method)
                                        + " but "
                                        + allowed))
                .with("Allow", allowed);
    }
}
