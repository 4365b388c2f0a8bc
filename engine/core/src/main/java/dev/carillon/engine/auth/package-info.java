/// Who may come in: the admin token of the node.
@NullMarked
package dev.carillon.engine.auth;

import org.jspecify.annotations.NullMarked;
