/// The wire: job definitions, the views the HTTP API answers with, error codes. It knows nobody.
@NullMarked
package dev.carillon.api;

import org.jspecify.annotations.NullMarked;
