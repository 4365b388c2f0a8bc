/// What a Java job implements. It has no dependency, so a plugin jar needs none either.
package dev.carillon.plugin;
