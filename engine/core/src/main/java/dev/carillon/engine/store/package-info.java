/// The database: connections, transactions, its clock, the migrations, and what differs between H2
/// and PostgreSQL. Table-owning classes of the packages above take a connection of a transaction
/// that [Database] opened.
@NullMarked
package dev.carillon.engine.store;

import org.jspecify.annotations.NullMarked;
