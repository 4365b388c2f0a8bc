package dev.carillon.console.link;

/// Parts of commands that a person pastes into a POSIX shell. Tokens are in none of them.
public final class ShellWords {
    private ShellWords() {}

    /// How a command names the cluster and what it is believed by.
    public static String node(Profile profile) {
        String url = "--url " + quoted(profile.address().toString());
        return profile.fingerprint() == null
                ? url
                : url + " --ca-fingerprint " + profile.fingerprint();
    }

    /// A word as a shell takes it.
    public static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=@%+-]+")
                ? word
                : "'" + word.replace("'", "'\\''") + "'";
    }
}
