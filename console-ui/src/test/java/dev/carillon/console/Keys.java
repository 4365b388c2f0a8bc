package dev.carillon.console;

import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.robot.Robot;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Presses keys as the keyboard does; the robot of TestFX waits for half a second at each.
final class Keys {
    /// What is done later by what is done later is done after so many turns of the screen's thread.
    private static final int SETTLED = 3;

    private static final int MOST = 150;

    private Keys() {}

    /// Presses some together.
    static void type(KeyCode... keys) {
        fx(
                () -> {
                    var robot = new Robot();
                    for (var key : keys) {
                        robot.keyPress(key);
                    }
                    for (var key : List.of(keys).reversed()) {
                        robot.keyRelease(key);
                    }
                    return true;
                });
        for (int i = 0; i < SETTLED; i++) {
            fx(() -> true);
        }
    }

    /// Presses Tab until something of this id has the keyboard.
    static void tabTo(Scene scene, String id) {
        for (int i = 0; i < MOST; i++) {
            Node owner = fx(scene::getFocusOwner);
            if (owner != null && id.equals(owner.getId())) {
                return;
            }
            type(KeyCode.TAB);
        }
        throw new AssertionError("Tab does not come to #" + id);
    }

    /// Waits for a pulse of the scene: a picture that is taken before it may still show what was.
    static void pulse(Scene scene) {
        var come = new CountDownLatch(1);
        Runnable listener = come::countDown;
        fx(
                () -> {
                    scene.addPostLayoutPulseListener(listener);
                    Platform.requestNextPulse();
                    return true;
                });
        try {
            if (!come.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("no pulse came");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        // This comes when the pulse is over.
        fx(
                () -> {
                    scene.removePostLayoutPulseListener(listener);
                    return true;
                });
    }

    /// Asks on the screen's thread, at once; TestFX looks every ten milliseconds whether it is done.
    static <T extends @Nullable Object> T fx(Callable<T> call) {
        var task = new FutureTask<T>(call);
        if (Platform.isFxApplicationThread()) {
            task.run();
        } else {
            Platform.runLater(task);
        }
        try {
            return task.get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
