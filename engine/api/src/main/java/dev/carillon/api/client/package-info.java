/// [dev.carillon.api.Carillon] over HTTP.
@NullMarked
package dev.carillon.api.client;

import org.jspecify.annotations.NullMarked;
