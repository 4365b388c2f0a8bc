/// HTTP calls, kept away from addresses of the machine itself unless the job is allowed to.
@NullMarked
package dev.carillon.engine.executor.http;

import org.jspecify.annotations.NullMarked;
