/// Who may come in and what as: the admin token of the node, the tokens that were made; the seal of secrets.
@NullMarked
package dev.carillon.engine.auth;

import org.jspecify.annotations.NullMarked;
