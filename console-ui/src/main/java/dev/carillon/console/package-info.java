/// The console: a desktop application that talks to any node of a cluster. Packages, lowest first: `words` (texts),
/// `link` (a cluster and the threads to talk to it), `parts` (controls), `frame` (what all screens share), one package
/// for each screen, and this one, which wires them.
@NullMarked
package dev.carillon.console;

import org.jspecify.annotations.NullMarked;
