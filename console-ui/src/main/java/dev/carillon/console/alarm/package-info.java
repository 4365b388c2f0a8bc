/// Tells the person about failures while the window is not looked at.
@NullMarked
package dev.carillon.console.alarm;

import org.jspecify.annotations.NullMarked;
