/// SQL statements on connections named in the configuration.
@NullMarked
package dev.carillon.engine.executor.sql;

import org.jspecify.annotations.NullMarked;
