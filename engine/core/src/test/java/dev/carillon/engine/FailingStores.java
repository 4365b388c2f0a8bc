package dev.carillon.engine;

import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/// Stores of which single calls fail, as for a row that nobody can read.
final class FailingStores implements Stores {
    /// Throws what the call is to fail with.
    @FunctionalInterface
    interface Fault {
        void before(Method call, Object[] arguments);
    }

    private final Stores stores;
    private final Fault fault;

    FailingStores(Stores stores, Fault fault) {
        this.stores = stores;
        this.fault = fault;
    }

    @Override
    public <T> T transaction(Work<T> work) {
        return stores.transaction(tx -> work.in(failing(Tx.class, tx)));
    }

    @Override
    public long nowMicros() {
        return stores.nowMicros();
    }

    private <T> T failing(Class<T> type, Object real) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, call, arguments) -> call(real, call, arguments)));
    }

    private Object call(Object real, Method call, Object @Nullable [] arguments) throws Throwable {
        var given = arguments == null ? new Object[0] : arguments;
        fault.before(call, given);
        try {
            var answer = call.invoke(real, given);
            return call.getDeclaringClass() == Tx.class
                    ? failing(call.getReturnType(), answer)
                    : answer;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
