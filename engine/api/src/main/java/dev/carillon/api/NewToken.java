package dev.carillon.api;

/// A token right after it was made.
///
/// @param secret the token itself, which nobody can be told again
public record NewToken(String secret, TokenView token) {
    /// Without the secret.
    @Override
    public String toString() {
        return "NewToken[" + token + "]";
    }
}
