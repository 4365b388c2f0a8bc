package dev.carillon.cluster.jgroups;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ObjectInputFilter;

/// Keeps JGroups from deserialising Java objects, which it would do with some kinds of messages before we see them. What
/// other code of this process deserialises for itself is not touched.
final class NoObjects implements ObjectInputFilter {
    private static final Logger LOG = LoggerFactory.getLogger(NoObjects.class);
    private static final String JGROUPS = "org.jgroups.";

    private NoObjects() {}

    /// Of the whole process, once. A filter that the process was started with stays, and is asked alone.
    static synchronized void install() {
        var before = Config.getSerialFilter();
        if (before == null) {
            Config.setSerialFilter(new NoObjects());
        } else if (!(before instanceof NoObjects)) {
            LOG.info("jdk.serialFilter is set, so it alone says what may be deserialised");
        }
    }

    @Override
    public Status checkInput(FilterInfo info) {
        boolean byJGroups =
                StackWalker.getInstance()
                        .walk(
                                frames ->
                                        frames.anyMatch(
                                                frame -> frame.getClassName().startsWith(JGROUPS)));
        return byJGroups ? Status.REJECTED : Status.UNDECIDED;
    }
}
