/// A cluster as the console sees it: its profile, its client, its feed, and the one door to background threads.
@NullMarked
package dev.carillon.console.link;

import org.jspecify.annotations.NullMarked;
