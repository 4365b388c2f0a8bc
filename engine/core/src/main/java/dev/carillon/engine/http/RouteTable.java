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

    Optional<Match> find(String method, String path) {
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
                            "There is no " + path + "; /openapi.json lists what there is"));
        }
        return Problems.answer(
                        new CarillonException(
                                ErrorCode.METHOD_NOT_ALLOWED,
                                path + " does not take " + method + " but " + allowed))
                .with("Allow", allowed);
    }
}
