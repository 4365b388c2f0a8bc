package dev.carillon.cluster.keys;

import org.jspecify.annotations.Nullable;

import java.security.cert.X509Certificate;

/// What came of replacing keys.
///
/// @param authority the one from now on; null for a node without others that has none of its own
/// @param runs how many runs had secret parameters, which were sealed again
/// @param before whether all was done before, so that nothing was changed
public record Replaced(@Nullable X509Certificate authority, long runs, boolean before) {}
