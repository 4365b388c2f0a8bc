/// Programs and scripts, each attempt in a session of its own, guarded by a watcher process that
/// outlives the node.
@NullMarked
package dev.carillon.engine.executor.shell;

import org.jspecify.annotations.NullMarked;
