package dev.carillon.node;

/// A job as named on the command line: `name`, or `namespace/name`.
record JobName(String namespace, String name) {
    static JobName of(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? new JobName("default", text)
                : new JobName(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
