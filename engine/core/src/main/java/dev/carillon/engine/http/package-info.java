/// The HTTP API: a route table in front of [dev.carillon.api.Carillon], which does the work. The only
/// package that imports Helidon.
@NullMarked
package dev.carillon.engine.http;

import org.jspecify.annotations.NullMarked;
