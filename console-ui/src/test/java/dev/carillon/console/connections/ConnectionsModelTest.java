package dev.carillon.console.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.console.FakeCarillon;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Memory;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;
import dev.carillon.console.link.Profiles;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

class ConnectionsModelTest {
    @TempDir Path folder;
    private final FakeCarillon cluster = new FakeCarillon();
    private final List<Profile> opened = new ArrayList<>();
    private Path file = Path.of("");
    private Path program = Path.of("");

    @BeforeEach
    void place() {
        file = folder.resolve("config/console.json");
        program = folder.resolve("program");
    }

    private ConnectionsModel model() {
        return new ConnectionsModel(
                new Profiles(Memory.of(file)),
                new LocalNode(folder.resolve("data"), program),
                new DirectBackground(),
                _ -> cluster.carillon(),
                opened::add);
    }

    private static void fill(ConnectionsModel model, String address) {
        model.nameProperty().set("billing");
        model.addressProperty().set(address);
        model.tokenProperty().set("secret");
        model.tintProperty().set(Tint.RED);
        model.productionProperty().set(true);
    }

    @Test
    void aConnectionThatWorksIsKeptForTheNextStartAndOpened() throws Exception {
        var model = model();
        fill(model, "127.0.0.1:7180");

        model.connect();

        var profile =
                new Profile(
                        "billing", URI.create("http://127.0.0.1:7180"), "secret", Tint.RED, true);
        assertThat(opened).containsExactly(profile);
        assertThat(model().all()).containsExactly(profile);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void oneThatNoNodeAnswersIsNotKeptAndSaysWhy() {
        cluster.setAway(true);
        var model = model();
        fill(model, "127.0.0.1:7180");

        model.connect();

        assertThat(model.problemProperty().get()).contains("no node answers");
        assertThat(model.all()).isEmpty();
        assertThat(opened).isEmpty();
    }

    @Test
    void whatIsNoAddressIsToldBeforeAnythingIsTried() {
        for (String wrong : List.of("", "ftp://host", "http://", "two words")) {
            var model = model();
            fill(model, wrong);

            model.connect();

            assertThat(model.problemProperty().get()).as(wrong).contains("127.0.0.1:7180");
        }
    }

    @Test
    void theNodeOfThisComputerIsFoundWithoutAnyForm() throws IOException {
        var data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("api.address"), "http://127.0.0.1:9\n");
        Files.writeString(data.resolve("admin.token"), "t\n");

        assertThat(model().here())
                .hasValueSatisfying(
                        found -> {
                            assertThat(found.address()).isEqualTo(URI.create("http://127.0.0.1:9"));
                            assertThat(found.token()).isEqualTo("t");
                        });
    }

    @Test
    void aNodeIsStartedHereAndOpened() throws IOException {
        program(
                "printf 'http://127.0.0.1:9' > '%1$s/api.address'; printf t > '%1$s/admin.token'; exec sleep 30"
                        .formatted(folder.resolve("data")));
        var model = model();
        assertThat(model.canStartHere()).isTrue();

        model.startHere();

        assertThat(model.problemProperty().get()).isEmpty();
        assertThat(opened).extracting(Profile::name).containsExactly("This computer");
        assertThat(model.canStartHere()).isFalse();
    }

    @Test
    void oneThatDoesNotStartSaysWhatItSaid() throws IOException {
        program("echo 'the port is in use'; exit 78");
        var model = model();

        model.startHere();

        assertThat(model.problemProperty().get()).contains("code 78", "the port is in use");
        assertThat(opened).isEmpty();
    }

    private void program(String script) throws IOException {
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }
}
