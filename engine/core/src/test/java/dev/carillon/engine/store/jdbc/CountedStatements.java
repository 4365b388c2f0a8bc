package dev.carillon.engine.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

/// A database that notes each statement it is asked to carry out; a batch is one of them, rows that are copied are none.
public final class CountedStatements {
    private final List<String> carriedOut = new CopyOnWriteArrayList<>();
    private final Database database;

    public CountedStatements(Database database) {
        var source = proxy(DataSource.class, (_, _) -> connection(database.dedicated()));
        this.database = Database.on(source, database.dialect());
    }

    /// The same database, counted.
    public Database database() {
        return database;
    }

    /// Those since the last call, in order.
    public List<String> take() {
        var taken = new ArrayList<>(carriedOut);
        carriedOut.removeAll(taken);
        return taken;
    }

    private Connection connection(Connection connection) {
        return proxy(
                Connection.class,
                (method, arguments) -> {
                    var made = method.invoke(connection, arguments);
                    return method.getName().equals("prepareStatement")
                            ? statement((PreparedStatement) made, (String) arguments[0])
                            : made;
                });
    }

    private PreparedStatement statement(PreparedStatement statement, String sql) {
        return proxy(
                PreparedStatement.class,
                (method, arguments) -> {
                    if (method.getName().startsWith("execute")) {
                        carriedOut.add(sql);
                    }
                    return method.invoke(statement, arguments);
                });
    }

    private interface Call {
        Object answer(Method method, Object[] arguments)
                throws SQLException, ReflectiveOperationException;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, arguments) -> {
                            try {
                                return call.answer(method, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }));
    }
}
