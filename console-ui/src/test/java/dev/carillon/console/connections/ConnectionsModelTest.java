package dev.carillon.console.connections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.local.NodeFolder;
import dev.carillon.api.trust.Fingerprint;
import dev.carillon.api.trust.UntrustedNode;
import dev.carillon.api.trust.UntrustedNode.Reason;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.NoticesKept;
import dev.carillon.console.connections.ConnectionsModel.Here;
import dev.carillon.console.connections.OwnNode.Leaving;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Memory;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;
import dev.carillon.console.link.Profiles;

import org.jspecify.annotations.Nullable;
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
import java.util.Objects;

public class ConnectionsModelTest {
    private static final Fingerprint FIRST = Fingerprint.parse("1A".repeat(32));
    private static final Fingerprint SECOND = Fingerprint.parse("2B".repeat(32));

    @TempDir Path folder;
    private final FakeCarillon cluster = new FakeCarillon();
    private final List<Profile> opened = new ArrayList<>();
    private final NoticesKept notices = new NoticesKept();
    // Null is one that this machine trusts.
    private @Nullable Fingerprint authority;
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
                new OwnNode(
                        new LocalNode(new NodeFolder(folder.resolve("data")), program),
                        Memory.of(file)),
                new DirectBackground(),
                this::client,
                profile -> {
                    opened.add(profile);
                    return notices;
                });
    }

    private Carillon client(Profile profile) {
        var trusted = profile.trust().pinned();
        if (Objects.equals(trusted, authority)) {
            return cluster.carillon();
        }
        return new Guarded(trusted).carillon();
    }

    /// Is not let in.
    public final class Guarded extends FakeCarillon {
        private final @Nullable Fingerprint trusted;

        private Guarded(@Nullable Fingerprint trusted) {
            this.trusted = trusted;
        }

        @Override
        public List<NodeView> nodes() {
            throw new CarillonException(
                    ErrorCode.UNAUTHENTICATED,
                    "not trusted",
                    new UntrustedNode(
                            trusted == null ? Reason.UNKNOWN_AUTHORITY : Reason.OTHER_AUTHORITY,
                            authority,
                            "is not trusted",
                            null));
        }
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
    void anUnknownAuthorityIsAskedAboutOnceAndKeptWithTheConnection() {
        authority = FIRST;
        var model = model();
        fill(model, "https://node1.example.org:7180");

        model.connect();

        assertThat(model.unknownProperty().get())
                .satisfies(asked -> assertThat(asked.authority()).isEqualTo(FIRST));
        assertThat(model.problemProperty().get()).isEmpty();
        assertThat(opened).isEmpty();
        assertThat(model.all()).isEmpty();

        model.trust();

        assertThat(model.unknownProperty().get()).isNull();
        assertThat(opened).extracting(Profile::fingerprint).containsExactly(FIRST.toString());
        var again = model();
        again.edit(again.all().getFirst());
        again.connect();
        assertThat(again.unknownProperty().get()).isNull();
        assertThat(opened).hasSize(2);
    }

    @Test
    void anAuthorityThatChangedIsRefusedWithoutAQuestion() {
        authority = FIRST;
        var model = model();
        fill(model, "https://node1.example.org:7180");
        model.connect();
        model.trust();
        authority = SECOND;

        model.connect();

        assertThat(model.unknownProperty().get()).isNull();
        assertThat(model.problemProperty().get())
                .contains(FIRST.toString(), SECOND.toString(), "remove the connection");
        assertThat(opened).hasSize(1);
        assertThat(model.all()).extracting(Profile::fingerprint).containsExactly(FIRST.toString());

        model.remove(model.all().getFirst());
        model.connect();
        assertThat(model.unknownProperty().get()).isNotNull();
    }

    @Test
    void whatIsNotTrustedIsNotConnected() {
        authority = FIRST;
        var model = model();
        fill(model, "https://node1.example.org:7180");
        model.connect();

        model.distrust();
        assertThat(model.problemProperty().get()).contains("Nothing was sent");
        model.trust();

        assertThat(opened).isEmpty();
        assertThat(model.all()).isEmpty();
    }

    @Test
    void aQuestionIsOverWhenAnotherAddressIsWritten() {
        authority = FIRST;
        var model = model();
        fill(model, "https://node1.example.org:7180");
        model.connect();

        model.addressProperty().set("https://node2.example.org:7180");

        assertThat(model.unknownProperty().get()).isNull();
    }

    @Test
    void withoutASchemeOthersAreAskedOverTls() {
        var model = model();
        fill(model, "node1.example.org:7180");
        model.connect();
        fill(model, "localhost:7180");
        model.connect();

        assertThat(opened)
                .extracting(Profile::address)
                .containsExactly(
                        URI.create("https://node1.example.org:7180"),
                        URI.create("http://localhost:7180"));
    }

    @Test
    void connectionsOfAnEarlierVersionAreRead() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                """
                {"connections": "[{\\"name\\":\\"old\\",\\"address\\":\\"http://127.0.0.1:7180\\",\\"token\\":\\"t\\",\\"tint\\":\\"RED\\",\\"production\\":true}]"}
                """);

        assertThat(model().all())
                .containsExactly(
                        new Profile(
                                "old", URI.create("http://127.0.0.1:7180"), "t", Tint.RED, true));
    }

    private static Here here(ConnectionsModel model) {
        model.lookHere();
        return model.hereProperty().get();
    }

    // What a node leaves in its folder.
    private Path left(@Nullable Long process) throws IOException {
        var data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("api.address"), "http://127.0.0.1:9\n");
        Files.writeString(data.resolve("admin.token"), "t\n");
        if (process != null) {
            Files.writeString(data.resolve("carillon.pid"), process + "\n");
        }
        return data;
    }

    private static long gone() throws Exception {
        var process = new ProcessBuilder("true").start();
        process.waitFor();
        return process.pid();
    }

    // As one does: its process is known before its address is.
    private String writes(String address, String token) {
        return "cd '%s'; echo $$ > carillon.pid; printf %s > admin.token; printf %s > api.address; exec sleep 30"
                .formatted(folder.resolve("data"), token, address);
    }

    @Test
    void theNodeOfThisComputerIsFoundWithoutAnyForm() throws IOException {
        left(null);

        assertThat(here(model()).found())
                .isNotNull()
                .satisfies(
                        found -> {
                            assertThat(found.address()).isEqualTo(URI.create("http://127.0.0.1:9"));
                            assertThat(found.token()).isEqualTo("t");
                        });
    }

    @Test
    void aNodeThatCrashedIsNotFoundAndCanBeStarted() throws Exception {
        program("exit 1");
        left(gone());
        cluster.setAway(true);

        assertThat(here(model())).isEqualTo(new Here(null, null, true, null, null));
    }

    @Test
    void aNodeWhoseProcessLivesIsFoundAlsoWhileItDoesNotAnswer() throws IOException {
        program("exit 1");
        left(ProcessHandle.current().pid());
        cluster.setAway(true);

        var here = here(model());

        assertThat(here.found()).isNotNull();
        assertThat(here.startable()).isFalse();
    }

    @Test
    void aNodeThatIsAboutToAnswerIsNotStartedASecondTime() throws IOException {
        program("exit 1");
        Files.delete(left(ProcessHandle.current().pid()).resolve("api.address"));

        assertThat(here(model())).isEqualTo(new Here(null, null, false, null, null));
    }

    @Test
    void aNodeIsStartedHereAndOpened() throws IOException {
        program(writes("http://127.0.0.1:9", "t"));
        var model = model();
        assertThat(here(model).startable()).isTrue();

        model.startHere();

        assertThat(model.problemProperty().get()).isEmpty();
        assertThat(opened).extracting(Profile::name).containsExactly("This computer");
        assertThat(here(model).startable()).isFalse();
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("data"))))
                .isEqualTo("rwx------");
    }

    @Test
    void aNodeThatEndedIsStartedAgainUnderTheNameAndLooksItHadAndAtItsNewAddress()
            throws Exception {
        program(writes("http://127.0.0.1:10", "t"));
        left(gone());
        new Profiles(Memory.of(file))
                .put(new Profile("mine", URI.create("http://127.0.0.1:9"), "t", Tint.VIOLET, true));
        cluster.setAway(true);
        var model = model();

        assertThat(here(model)).isEqualTo(new Here(null, null, true, "mine", null));
        model.startHere();

        var again = new Profile("mine", URI.create("http://127.0.0.1:10"), "t", Tint.VIOLET, true);
        assertThat(opened).containsExactly(again);
        assertThat(model().all()).containsExactly(again);
    }

    @Test
    void aConnectionToTheNodeHereFollowsItToAnotherAddress() throws IOException {
        left(ProcessHandle.current().pid());
        new Profiles(Memory.of(file))
                .put(new Profile("mine", URI.create("http://127.0.0.1:8"), "t", Tint.RED, false));
        var model = model();

        model.openHere(Objects.requireNonNull(here(model).found()));

        var moved = new Profile("mine", URI.create("http://127.0.0.1:9"), "t", Tint.RED, false);
        assertThat(opened).containsExactly(moved);
        assertThat(model.all()).containsExactly(moved);
        assertThat(here(model).found()).isNull();
    }

    @Test
    void theNodeThatWorksHereIsStoppedAndCanBeStartedAgain() throws Exception {
        program(writes("http://127.0.0.1:9", "t"));
        var model = model();
        model.startHere();
        assertThat(here(model).works()).isEqualTo(URI.create("http://127.0.0.1:9"));
        cluster.setAway(true);
        var stopped = new ArrayList<String>();

        model.stopHere(() -> stopped.add("stopped"), refusal -> stopped.add(refusal.getMessage()));

        assertThat(stopped).containsExactly("stopped");
        assertThat(model.busyProperty().get()).isFalse();
        assertThat(model.hereProperty().get())
                .isEqualTo(new Here(null, null, true, "This computer", null));
    }

    @Test
    void aNodeWhoseProcessIsNotKnownIsNotOfferedToBeStopped() throws IOException {
        left(null);

        assertThat(here(model()).works()).isNull();
    }

    @Test
    void whatBecomesOfTheConsolesOwnNodeIsAskedOnceAndDoneWhenItIsLeft() throws IOException {
        program(writes("http://127.0.0.1:9", "t"));
        var model = model();
        assertThat(model.leave()).as("nothing to ask").isTrue();
        model.startHere();
        long process =
                Long.parseLong(Files.readString(folder.resolve("data/carillon.pid")).strip());

        assertThat(model.leave()).as("asked first").isFalse();
        model.choose(Leaving.KEEP);
        assertThat(model.leave()).isTrue();
        assertThat(ProcessHandle.of(process)).isPresent();

        var next = model();
        assertThat(next.isOwn()).isTrue();
        assertThat(next.stopsOnLeaving()).isFalse();
        next.choose(Leaving.STOP);
        assertThat(next.leave()).isTrue();
        ProcessHandle.of(process).ifPresent(works -> works.onExit().join());
        assertThat(model().isOwn()).isFalse();
    }

    @Test
    void aNodeThatSomebodyElseStartedIsLeftAlone() throws IOException {
        left(ProcessHandle.current().pid());
        var model = model();
        model.choose(Leaving.STOP);

        assertThat(model.isOwn()).isFalse();
        assertThat(model.leave()).isTrue();
    }

    @Test
    void aNodeWhoseTokenCannotBeReadIsToldAndNoOtherIsStartedInItsPlace() throws IOException {
        program("exit 1");
        var data = left(null);
        // As unreadable as that of another user, also for root.
        Files.delete(data.resolve("admin.token"));
        Files.createDirectories(data.resolve("admin.token"));

        var here = here(model());

        assertThat(here.problem()).contains(data.toString(), "another user");
        assertThat(here.startable()).isFalse();
        assertThat(here.found()).isNull();
    }

    @Test
    void aConnectionThatCannotBeKeptIsOpenedAllTheSameAndThatIsSaid() throws IOException {
        Files.writeString(folder.resolve("config"), "no folder");
        var model = model();
        fill(model, "127.0.0.1:7180");

        model.connect();

        assertThat(opened).hasSize(1);
        assertThat(notices.told)
                .singleElement()
                .asString()
                .contains("not kept for the next start", "cannot write");
        assertThat(model.all()).hasSize(1);
    }

    private ConnectionsModel withTwo() {
        var model = model();
        fill(model, "127.0.0.1:7180");
        model.connect();
        model.beginNew();
        fill(model, "127.0.0.1:7181");
        model.nameProperty().set("orders");
        model.connect();
        return model;
    }

    @Test
    void whatIsRemovedComesBackWithItsTokenAtItsPlace() {
        var model = withTwo();
        var nodes = List.of(URI.create("http://127.0.0.1:7182"));
        var first = model.all().getFirst();
        new Profiles(Memory.of(file)).keepNodes(first, nodes);
        model = model();

        model.remove(first);
        assertThat(model().all()).extracting(Profile::name).containsExactly("orders");
        model.restore();

        assertThat(model.removedProperty().get()).isNull();
        assertThat(model().all()).extracting(Profile::name).containsExactly("billing", "orders");
        assertThat(model().all()).contains(first);
        assertThat(new Profiles(Memory.of(file)).nodes(first)).isEqualTo(nodes);
    }

    @Test
    void whatIsWrittenForOneConnectionIsThereAgainAfterAnotherOneWasLookedAt() {
        var model = withTwo();
        var billing = model.all().getFirst();
        model.beginNew();
        model.nameProperty().set("third");

        model.edit(billing);
        assertThat(model.nameProperty().get()).isEqualTo("billing");
        assertThat(model.changedProperty().get()).isFalse();
        model.tokenProperty().set("another");
        model.edit(model.all().getLast());
        assertThat(model.tokenProperty().get()).isEqualTo("secret");

        model.edit(billing);
        assertThat(model.tokenProperty().get()).isEqualTo("another");
        assertThat(model.changedProperty().get()).isTrue();
        model.revert();
        assertThat(model.tokenProperty().get()).isEqualTo("secret");
        model.beginNew();
        assertThat(model.nameProperty().get()).isEqualTo("third");
    }

    @Test
    void oneThatWasRemovedIsNotWhatANewOneBeginsWith() {
        var model = withTwo();
        model.edit(model.all().getFirst());
        model.remove(model.all().getFirst());
        model.edit(model.all().getFirst());

        model.beginNew();

        assertThat(model.nameProperty().get()).isEmpty();
        assertThat(model.tokenProperty().get()).isEmpty();
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
