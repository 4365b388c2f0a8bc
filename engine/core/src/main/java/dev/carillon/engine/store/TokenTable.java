package dev.carillon.engine.store;

import dev.carillon.api.Role;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/// The table `token`.
public interface TokenTable {
    /// A token without itself.
    ///
    /// @param hash SHA-256 of the token, in hexadecimal
    record TokenRow(
            String name,
            String hash,
            Role role,
            long createdUs,
            String createdBy,
            @Nullable Long lastUsedUs,
            @Nullable Long expiresUs,
            @Nullable Long revokedUs) {}

    /// In order of name.
    List<TokenRow> all();

    Optional<TokenRow> find(String name);

    Optional<TokenRow> byHash(String hash);

    /// @throws StoreFailure DUPLICATE when there is one of this name
    void insert(TokenRow token);

    /// Stores that it is used, unless it was later than the second time.
    void used(String name, long nowUs, long unlessAfterUs);

    /// @return false when it is revoked already
    boolean revoke(String name, long nowUs);
}
