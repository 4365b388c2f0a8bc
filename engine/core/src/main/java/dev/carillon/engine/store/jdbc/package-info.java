/// The stores on H2 and PostgreSQL: connections, migrations, what differs between the two, and the
/// SQL, in one class for each family of tables.
@NullMarked
package dev.carillon.engine.store.jdbc;

import org.jspecify.annotations.NullMarked;
