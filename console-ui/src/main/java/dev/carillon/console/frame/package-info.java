/// What all screens share: the window, navigation, commands and their keys.
@NullMarked
package dev.carillon.console.frame;

import org.jspecify.annotations.NullMarked;
