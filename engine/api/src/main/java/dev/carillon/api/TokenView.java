package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A token that somebody made; the token itself is not stored.
///
/// @param lastUsedAt told at most once a minute; null when it was never used
/// @param expiresAt from when it is refused; null for no end
/// @param revokedAt null when it is not revoked
public record TokenView(
        String name,
        Role role,
        Instant createdAt,
        String createdBy,
        @Nullable Instant lastUsedAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt) {}
