/// Makes what is downloaded and installed, out of the jars of the build. It runs in the build and is no part of a package.
@NullMarked
package dev.carillon.dist;

import org.jspecify.annotations.NullMarked;
