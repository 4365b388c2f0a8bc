/// Pure rules: which due times run after an outage, and when a failed attempt is tried again.
@NullMarked
package dev.carillon.engine.policy;

import org.jspecify.annotations.NullMarked;
