package dev.carillon.cluster.keys;

import org.jspecify.annotations.Nullable;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/// The key with which a server answers. It can be replaced while the server works: connections that are open stay, new
/// ones get the new certificate. Safe for several threads.
public final class ServerKeys extends X509ExtendedKeyManager {
    // The one before is kept for handshakes that began with it.
    private volatile List<ServerKey> newestFirst;

    public ServerKeys(ServerKey first) {
        newestFirst = List.of(first);
    }

    public ServerKey current() {
        return newestFirst.getFirst();
    }

    public void replace(ServerKey by) {
        newestFirst = List.of(by, current());
    }

    /// For a server.
    public SSLContext context() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {this}, null, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has TLS", e);
        }
    }

    private static String alias(ServerKey key) {
        return key.certificate().getSerialNumber().toString(Character.MAX_RADIX);
    }

    private Optional<ServerKey> named(String alias) {
        return newestFirst.stream().filter(each -> alias(each).equals(alias)).findFirst();
    }

    private Optional<String> aliasFor(String type) {
        return Optional.of(current())
                .filter(each -> each.key().getAlgorithm().equals(type))
                .map(ServerKeys::alias);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return aliasFor(type).orElse(null);
    }

    @Override
    public @Nullable String chooseServerAlias(
            String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return aliasFor(type).orElse(null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return named(alias).map(each -> each.chain().toArray(X509Certificate[]::new)).orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return named(alias).map(ServerKey::key).orElse(null);
    }

    @Override
    public String[] getServerAliases(String type, Principal @Nullable [] issuers) {
        return aliasFor(type).stream().toArray(String[]::new);
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
