/// What is stored, as ports: one interface for each family of tables, all within one transaction of
/// [dev.carillon.engine.store.Stores]. Also the lower bound of the database's clock.
@NullMarked
package dev.carillon.engine.store;

import org.jspecify.annotations.NullMarked;
