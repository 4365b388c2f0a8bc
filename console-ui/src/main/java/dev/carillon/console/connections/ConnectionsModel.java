package dev.carillon.console.connections;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.CarillonException;
import dev.carillon.api.trust.Fingerprint;
import dev.carillon.api.trust.NodeUrl;
import dev.carillon.api.trust.UntrustedNode;
import dev.carillon.api.trust.UntrustedNode.Reason;
import dev.carillon.console.connections.OwnNode.Leaving;
import dev.carillon.console.frame.Notices;
import dev.carillon.console.link.Background;
import dev.carillon.console.link.Latest;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;
import dev.carillon.console.link.Profiles;
import dev.carillon.console.words.Texts;

import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// The clusters that are known, and the form for one more. A connection is tried before it is kept.
final class ConnectionsModel {
    private static final Texts TEXTS = Texts.of(ConnectionsModel.class);

    private final Profiles profiles;
    private final OwnNode own;
    private final LocalNode localNode;
    private final Function<Profile, Carillon> client;
    private final Function<Profile, Notices> open;
    private final Latest trying;
    private final Latest looking;
    private final ObservableList<Profile> all = FXCollections.observableArrayList();
    private final StringProperty name = new SimpleStringProperty("");
    private final StringProperty address = new SimpleStringProperty("");
    private final StringProperty token = new SimpleStringProperty("");
    private final ObjectProperty<Tint> tint = new SimpleObjectProperty<>(Tint.BLUE);
    private final BooleanProperty production = new SimpleBooleanProperty();
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<Here> here = new ReadOnlyObjectWrapper<>(Here.UNKNOWN);
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper changed = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<@Nullable String> edited = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Removed> removed = new ReadOnlyObjectWrapper<>();
    private final Map<String, Form> written = new HashMap<>();
    private Form base = Form.EMPTY;
    private final ReadOnlyObjectWrapper<@Nullable Unknown> unknown = new ReadOnlyObjectWrapper<>();

    /// @param client connects to a cluster
    /// @param open brings a cluster to the front, and answers where something is said there
    ConnectionsModel(
            Profiles profiles,
            OwnNode own,
            Background background,
            Function<Profile, Carillon> client,
            Function<Profile, Notices> open) {
        this.profiles = profiles;
        this.own = own;
        localNode = own.node();
        this.client = client;
        this.open = open;
        trying = new Latest(background);
        looking = new Latest(background);
        all.setAll(profiles.all());
        // What was asked is of another address.
        address.subscribe(() -> unknown.set(null));
        for (var each : List.of(name, address, token, tint, production)) {
            each.subscribe(() -> changed.set(!form().equals(base)));
        }
    }

    ObservableList<Profile> all() {
        return all;
    }

    StringProperty nameProperty() {
        return name;
    }

    StringProperty addressProperty() {
        return address;
    }

    StringProperty tokenProperty() {
        return token;
    }

    ObjectProperty<Tint> tintProperty() {
        return tint;
    }

    BooleanProperty productionProperty() {
        return production;
    }

    /// A cluster whose nodes are signed by an authority that nobody has said anything of yet.
    ///
    /// @param profile that was tried
    record Unknown(Profile profile, Fingerprint authority) {}

    /// What has to be answered by [#trust] or [#distrust]; null when nothing is asked.
    ReadOnlyObjectProperty<@Nullable Unknown> unknownProperty() {
        return unknown.getReadOnlyProperty();
    }

    /// What is wrong with the form, or why the connection failed; empty when nothing is.
    ReadOnlyStringProperty problemProperty() {
        return problem.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    /// The node of this machine.
    ///
    /// @param found one that works here and is not among the connections yet
    /// @param works where one answers whose process is known, so that it can be stopped; null where none does
    /// @param startable whether one can be started, as none works here
    /// @param ended the name of the connection to it while it does not work; null where there is none
    /// @param problem why it is not known whether one works here
    record Here(
            @Nullable Profile found,
            @Nullable URI works,
            boolean startable,
            @Nullable String ended,
            @Nullable String problem) {
        private static final Here UNKNOWN = new Here(null, null, false, null, null);
    }

    /// What [#lookHere] found last.
    ReadOnlyObjectProperty<Here> hereProperty() {
        return here.getReadOnlyProperty();
    }

    /// Looks whether a node works on this machine: its process lives, or it answers where one did.
    void lookHere() {
        looking.ask(
                this::look,
                looked -> here.set(shown(looked)),
                refusal -> here.set(new Here(null, null, false, null, refusal.getMessage())));
    }

    /// @param works null when none does
    /// @param token of the folder; null when none was made there yet
    private record Looked(@Nullable Profile works, boolean held, @Nullable String token) {}

    private Looked look() {
        boolean held = localNode.isHeld();
        return new Looked(
                localNode
                        .find(TEXTS.get("this.computer"))
                        .filter(recorded -> held || answers(recorded))
                        .orElse(null),
                held,
                localNode.token().orElse(null));
    }

    private boolean answers(Profile recorded) {
        try {
            nodes(recorded);
            return true;
        } catch (CarillonException _) {
            // Whatever it is, it is not the node that was there.
            return false;
        }
    }

    private Here shown(Looked looked) {
        var works = looked.works;
        if (works != null) {
            return new Here(
                    known(works) ? null : works,
                    looked.held ? works.address() : null,
                    false,
                    null,
                    null);
        }
        // One that is held is about to answer.
        boolean startable = !looked.held && localNode.canStart();
        return new Here(
                null, null, startable, kept(looked.token).map(Profile::name).orElse(null), null);
    }

    // Of the node here its token is known, at whichever port it answered before. Others of its
    // cluster may take that too.
    private Optional<Profile> kept(@Nullable String token) {
        return all.stream()
                .filter(each -> each.token().equals(token))
                .filter(each -> NodeUrl.isLoopback(each.address().getHost()))
                .findFirst();
    }

    private boolean known(Profile profile) {
        return all.stream().anyMatch(each -> each.address().equals(profile.address()));
    }

    /// Starts a node on this machine, keeps it as a connection and opens it.
    void startHere() {
        busy.set(true);
        problem.set("");
        trying.ask(
                () -> localNode.start(TEXTS.get("this.computer")),
                profile -> {
                    busy.set(false);
                    noted(own::started);
                    keepAndOpen(as(kept(profile.token()).orElse(profile), profile));
                },
                refusal -> {
                    busy.set(false);
                    problem.set(refusal.getMessage());
                    lookHere();
                });
    }

    /// Opens the node that works here. A connection to it that names another address is mended.
    void openHere(Profile found) {
        kept(found.token())
                .ifPresentOrElse(before -> keepAndOpen(as(before, found)), () -> open(found));
    }

    /// Stops the node that works here.
    ///
    /// @param stopped once its process has ended
    /// @param refused with why it does not
    void stopHere(Runnable stopped, Consumer<CarillonException> refused) {
        busy.set(true);
        trying.ask(
                () -> {
                    localNode.stop();
                    return true;
                },
                _ -> {
                    busy.set(false);
                    stopped.run();
                    lookHere();
                },
                refusal -> {
                    busy.set(false);
                    refused.accept(refusal);
                    lookHere();
                });
    }

    /// Whether the node that works here was started by the console.
    boolean isOwn() {
        return own.works();
    }

    /// Whether it is stopped when the window is closed.
    boolean stopsOnLeaving() {
        return own.leaving().equals(Optional.of(Leaving.STOP));
    }

    void choose(Leaving leaving) {
        noted(() -> own.choose(leaving));
    }

    /// Does with the console's own node what was chosen for when the window is closed.
    ///
    /// @return false where nobody was asked yet what that is
    boolean leave() {
        if (!own.works()) {
            return true;
        }
        var leaving = own.leaving();
        if (stopsOnLeaving()) {
            noted(localNode::askToEnd);
        }
        return leaving.isPresent();
    }

    private void noted(Runnable change) {
        try {
            change.run();
        } catch (CarillonException e) {
            problem.set(e.getMessage());
        }
    }

    private static Profile as(Profile before, Profile found) {
        return new Profile(
                before.name(),
                found.address(),
                found.token(),
                before.tint(),
                before.production(),
                found.fingerprint());
    }

    void open(Profile profile) {
        var _ = open.apply(profile);
    }

    /// What is written in the form.
    private record Form(String name, String address, String token, Tint tint, boolean production) {
        private static final Form EMPTY = new Form("", "", "", Tint.BLUE, false);

        private static Form of(Profile profile) {
            return new Form(
                    profile.name(),
                    profile.address().toString(),
                    profile.token(),
                    profile.tint(),
                    profile.production());
        }
    }

    /// Whether the form says something else than what is kept.
    ReadOnlyBooleanProperty changedProperty() {
        return changed.getReadOnlyProperty();
    }

    /// Name of the connection that the form changes; null for a new one.
    ReadOnlyObjectProperty<@Nullable String> editedProperty() {
        return edited.getReadOnlyProperty();
    }

    /// Fills the form with one that exists, as it was changed in the form before. What is written in the form for another
    /// one is there again when that is edited.
    void edit(Profile profile) {
        turnTo(profile.name(), Form.of(profile));
    }

    /// Empties the form for a new one.
    void beginNew() {
        turnTo(null, Form.EMPTY);
    }

    /// Gives up what was changed in the form.
    void revert() {
        fill(base);
        problem.set("");
    }

    private void turnTo(@Nullable String next, Form kept) {
        if (changed.get()) {
            written.put(key(edited.get()), form());
        } else if (edited.get() != null || base.equals(Form.EMPTY)) {
            // Else it says what a connection was that is removed.
            written.remove(key(edited.get()));
        }
        edited.set(next);
        base = kept;
        fill(written.getOrDefault(key(next), kept));
        problem.set("");
        unknown.set(null);
    }

    // No connection has an empty name.
    private static String key(@Nullable String of) {
        return Objects.requireNonNullElse(of, "");
    }

    private Form form() {
        return new Form(name.get(), address.get(), token.get(), tint.get(), production.get());
    }

    private void fill(Form form) {
        name.set(form.name);
        address.set(form.address);
        token.set(form.token);
        tint.set(form.tint);
        production.set(form.production);
        changed.set(!form.equals(base));
    }

    /// A connection that was removed.
    ///
    /// @param place in the list
    /// @param nodes where those of its cluster answered
    record Removed(Profile profile, int place, List<URI> nodes) {}

    /// What comes back by [#restore]; null for nothing.
    ReadOnlyObjectProperty<@Nullable Removed> removedProperty() {
        return removed.getReadOnlyProperty();
    }

    void remove(Profile profile) {
        var gone = new Removed(profile, all.indexOf(profile), profiles.nodes(profile));
        if (gone.place < 0) {
            return;
        }
        var refusal = kept(() -> profiles.remove(profile.name()));
        written.remove(profile.name());
        if (profile.name().equals(edited.get())) {
            // It can be written anew from what the form still says.
            edited.set(null);
        }
        removed.set(gone);
        refusal.ifPresent(this::tellNotKept);
    }

    /// Brings back what was removed last.
    void restore() {
        var gone = removed.get();
        if (gone != null) {
            removed.set(null);
            kept(() -> profiles.restore(gone.profile, gone.place, gone.nodes))
                    .ifPresent(this::tellNotKept);
        }
    }

    private void tellNotKept(CarillonException why) {
        problem.set(TEXTS.get("not.kept.because", why.getMessage()));
    }

    // Until the console ends it holds also when the disk is full.
    private Optional<CarillonException> kept(Runnable change) {
        try {
            change.run();
            return Optional.empty();
        } catch (CarillonException e) {
            return Optional.of(e);
        } finally {
            all.setAll(profiles.all());
        }
    }

    /// Tries what the form says; keeps and opens it when a node lets us in.
    void connect() {
        var wanted = read();
        if (wanted.isEmpty()) {
            return;
        }
        tryOut(wanted.get());
    }

    private void tryOut(Profile profile) {
        busy.set(true);
        problem.set("");
        unknown.set(null);
        var sent = form();
        trying.ask(
                () -> nodes(profile),
                _ -> {
                    busy.set(false);
                    stored(profile, sent);
                    keepAndOpen(profile);
                },
                refusal -> {
                    busy.set(false);
                    refused(profile, refusal);
                });
    }

    private void refused(Profile profile, CarillonException refusal) {
        if (refusal.getCause() instanceof UntrustedNode untrusted
                && untrusted.authority() instanceof Fingerprint authority) {
            if (untrusted.reason() == Reason.UNKNOWN_AUTHORITY) {
                unknown.set(new Unknown(profile, authority));
                return;
            }
            if (untrusted.reason() == Reason.OTHER_AUTHORITY) {
                problem.set(
                        TEXTS.get(
                                "authority.changed",
                                profile.address().getHost(),
                                String.valueOf(profile.fingerprint()),
                                authority.toString()));
                return;
            }
        }
        problem.set(refusal.getMessage());
    }

    /// The answer yes to what is unknown: it is believed from now on, and kept with the connection.
    void trust() {
        var asked = unknown.get();
        if (asked != null) {
            tryOut(asked.profile.trusting(asked.authority));
        }
    }

    /// The answer no to what is unknown.
    void distrust() {
        unknown.set(null);
        problem.set(TEXTS.get("authority.refused"));
    }

    void giveUp() {
        trying.cancel();
        busy.set(false);
    }

    private List<NodeView> nodes(Profile profile) {
        var carillon = client.apply(profile);
        try {
            return carillon.nodes();
        } finally {
            if (carillon instanceof AutoCloseable closeable) {
                close(closeable);
            }
        }
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException("the client did not close", e);
        }
    }

    // What was written in the form meanwhile stays.
    private void stored(Profile profile, Form sent) {
        written.values().removeIf(sent::equals);
        if (form().equals(sent)) {
            edited.set(profile.name());
            base = Form.of(profile);
            fill(base);
        }
    }

    private void keepAndOpen(Profile profile) {
        removed.set(null);
        var refusal = kept(() -> profiles.put(profile));
        var notices = open.apply(profile);
        refusal.ifPresent(why -> notices.failed(TEXTS.get("not.kept"), why));
    }

    private Optional<Profile> read() {
        String named = name.get().strip();
        if (named.isEmpty()) {
            problem.set(TEXTS.get("name.missing"));
            return Optional.empty();
        }
        if (token.get().isBlank()) {
            problem.set(TEXTS.get("token.missing"));
            return Optional.empty();
        }
        return uri(address.get().strip())
                .map(
                        at ->
                                new Profile(
                                        named,
                                        at,
                                        token.get().strip(),
                                        tint.get(),
                                        production.get(),
                                        pinned(at)));
    }

    private @Nullable String pinned(URI at) {
        return all.stream()
                .filter(each -> each.address().equals(at))
                .map(Profile::fingerprint)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private Optional<URI> uri(String text) {
        try {
            var uri = NodeUrl.read(text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null && !text.isEmpty()) {
                return Optional.of(uri);
            }
        } catch (URISyntaxException e) {
            problem.set(TEXTS.get("address.wrong.because", e.getReason()));
            return Optional.empty();
        }
        problem.set(TEXTS.get("address.wrong"));
        return Optional.empty();
    }
}
