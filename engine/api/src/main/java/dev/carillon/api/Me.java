package dev.carillon.api;

/// Whose token a request bears.
///
/// @param name of the token; `admin` for that of the node's file `admin.token`, `embedded` for an engine that is called
///     in the same process
public record Me(String name, Role role) {}
