package dev.carillon.dist.trial;

import static org.assertj.core.api.Assertions.assertThat;

/// What a command said and how it ended.
record Said(int code, String out, String err) {
    /// Itself, for a command that must have worked.
    Said orFail() {
        assertThat(code).as("%s%n%s", out, err).isZero();
        return this;
    }
}
