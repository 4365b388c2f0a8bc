/// Calendars: which days they have, who uses them, and how to change them.
@NullMarked
package dev.carillon.console.calendars;

import org.jspecify.annotations.NullMarked;
