package dev.carillon.console;

import dev.carillon.console.frame.Look.Theme;

import javafx.scene.control.MenuButton;

import java.io.IOException;

/// Tests of screens on a [FakeCluster], drawn in both looks.
abstract class ClusterScreenTest extends ScreenTest {
    @Override
    protected FakeCarillon cluster() {
        return new FakeCluster();
    }

    protected final FakeCluster world() {
        return (FakeCluster) fake();
    }

    protected final void drawBoth(String name) throws IOException {
        look(Theme.LIGHT);
        draw(name);
        look(Theme.DARK);
        draw(name + "-dark");
        look(Theme.LIGHT);
    }

    // The items of the menu are in the order of the themes.
    protected final void look(Theme theme) {
        interact(() -> lookup("#look").<MenuButton>query().getItems().get(theme.ordinal()).fire());
    }
}
