package dev.carillon.engine.store.memory;

import dev.carillon.engine.store.StoreFailure;
import dev.carillon.engine.store.TokenTable;
import dev.carillon.engine.store.memory.MemoryStores.Undo;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

final class MemoryTokens implements TokenTable {
    private final Rows<String, TokenRow> tokens;

    MemoryTokens(Undo undo) {
        tokens = new Rows<>(undo, Comparator.naturalOrder());
    }

    @Override
    public List<TokenRow> all() {
        return List.copyOf(tokens.all());
    }

    @Override
    public Optional<TokenRow> find(String name) {
        return tokens.get(name);
    }

    @Override
    public Optional<TokenRow> byHash(String hash) {
        return tokens.all().stream().filter(each -> each.hash().equals(hash)).findFirst();
    }

    @Override
    public void insert(TokenRow token) {
        if (byHash(token.hash()).isPresent()) {
            throw new StoreFailure(StoreFailure.Kind.DUPLICATE, "hash of token " + token.name());
        }
        tokens.insert(token.name(), token);
    }

    @Override
    public void used(String name, long nowUs, long unlessAfterUs) {
        find(name)
                .filter(row -> row.lastUsedUs() == null || row.lastUsedUs() <= unlessAfterUs)
                .ifPresent(row -> tokens.put(name, with(row, nowUs, row.revokedUs())));
    }

    @Override
    public boolean revoke(String name, long nowUs) {
        var open = find(name).filter(row -> row.revokedUs() == null);
        open.ifPresent(row -> tokens.put(name, with(row, row.lastUsedUs(), nowUs)));
        return open.isPresent();
    }

    private static TokenRow with(
            TokenRow row, @Nullable Long lastUsedUs, @Nullable Long revokedUs) {
        return new TokenRow(
                row.name(),
                row.hash(),
                row.role(),
                row.createdUs(),
                row.createdBy(),
                lastUsedUs,
                row.expiresUs(),
                revokedUs);
    }
}
