/// What tests stand on: manual time and real databases. It knows no other module, since the tests of
/// all of them use it.
@NullMarked
package dev.carillon.testkit;

import org.jspecify.annotations.NullMarked;
