package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.console.frame.Place;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import javafx.scene.control.ButtonBase;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;

import org.junit.jupiter.api.Test;

/// A connection that was changed is opened anew, as with a new start.
class LastChoicesScreenTest extends ScreenTest {
    private static final Profile CHANGED =
            new Profile(PROFILE.name(), PROFILE.address(), "other", Tint.GREEN, false);

    @Override
    protected FakeCarillon cluster() {
        return new FakeCluster();
    }

    private void at(Profile profile, Place place, String id) {
        interact(() -> window().show(profile).go(place));
        until(id, () -> lookup(id).tryQuery().isPresent());
    }

    private void type(String id, String text) {
        interact(() -> lookup(id).<TextField>query().setText(text));
    }

    private void press(String id) {
        interact(() -> lookup(id).<ButtonBase>query().fire());
    }

    private String text(String id) {
        return lookup(id).<TextField>query().getText();
    }

    private boolean chosen(String id) {
        return lookup(id).<ToggleButton>query().isSelected();
    }

    @Test
    void lanesAndFiltersAreThereAgain() {
        at(PROFILE, new Place.Tonight(null, null), "#tonight-filter");
        type("#tonight-filter", "orders");
        press("#tonight-by-node");
        at(PROFILE, new Place.Failures(null), "#failures-filter");
        type("#failures-filter", "billing/*");
        press("#failures-muted");
        at(PROFILE, new Place.Flows(null), "#flows-filter");
        type("#flows-filter", "night");
        at(PROFILE, new Place.Changes(null), "#changes-what");
        type("#changes-what", "queue");

        at(CHANGED, new Place.Tonight(null, null), "#tonight-filter");
        assertThat(text("#tonight-filter")).isEqualTo("orders");
        assertThat(chosen("#tonight-by-node")).isTrue();
        at(CHANGED, new Place.Failures(null), "#failures-filter");
        assertThat(text("#failures-filter")).isEqualTo("billing/*");
        assertThat(chosen("#failures-muted")).isTrue();
        at(CHANGED, new Place.Flows(null), "#flows-filter");
        assertThat(text("#flows-filter")).isEqualTo("night");
        at(CHANGED, new Place.Changes(null), "#changes-what");
        assertThat(text("#changes-what")).isEqualTo("queue");
    }
}
