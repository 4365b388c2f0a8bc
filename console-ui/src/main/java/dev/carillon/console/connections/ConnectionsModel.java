package dev.carillon.console.connections;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.CarillonException;
import dev.carillon.api.trust.Fingerprint;
import dev.carillon.api.trust.NodeUrl;
import dev.carillon.api.trust.UntrustedNode;
import dev.carillon.api.trust.UntrustedNode.Reason;
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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// The clusters that are known, and the form for one more. A connection is tried before it is kept.
final class ConnectionsModel {
    private static final Texts TEXTS = Texts.of(ConnectionsModel.class);

    private final Profiles profiles;
    private final LocalNode localNode;
    private final Function<Profile, Carillon> client;
    private final Consumer<Profile> open;
    private final Latest trying;
    private final ObservableList<Profile> all = FXCollections.observableArrayList();
    private final StringProperty name = new SimpleStringProperty("");
    private final StringProperty address = new SimpleStringProperty("");
    private final StringProperty token = new SimpleStringProperty("");
    private final ObjectProperty<Tint> tint = new SimpleObjectProperty<>(Tint.BLUE);
    private final BooleanProperty production = new SimpleBooleanProperty();
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper("");
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<@Nullable Unknown> unknown = new ReadOnlyObjectWrapper<>();

    /// @param client connects to a cluster
    /// @param open brings a cluster to the front
    ConnectionsModel(
            Profiles profiles,
            LocalNode localNode,
            Background background,
            Function<Profile, Carillon> client,
            Consumer<Profile> open) {
        this.profiles = profiles;
        this.localNode = localNode;
        this.client = client;
        this.open = open;
        trying = new Latest(background);
        all.setAll(profiles.all());
        // What was asked is of another address.
        address.subscribe(() -> unknown.set(null));
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

    /// The node of this machine, when one works here that is not among the connections yet.
    Optional<Profile> here() {
        try {
            return localNode
                    .find(TEXTS.get("this.computer"))
                    .filter(
                            found ->
                                    all.stream()
                                            .noneMatch(
                                                    each ->
                                                            each.address()
                                                                    .equals(found.address())));
        } catch (CarillonException e) {
            problem.set(e.getMessage());
            return Optional.empty();
        }
    }

    /// Whether a node can be started on this machine, as none works here.
    boolean canStartHere() {
        return localNode.canStart() && localNode.find(TEXTS.get("this.computer")).isEmpty();
    }

    /// Starts a node on this machine, keeps it as a connection and opens it.
    void startHere() {
        busy.set(true);
        problem.set("");
        trying.ask(
                () -> localNode.start(TEXTS.get("this.computer")),
                profile -> {
                    busy.set(false);
                    keep(profile);
                    open.accept(profile);
                },
                refusal -> {
                    busy.set(false);
                    problem.set(refusal.getMessage());
                });
    }

    void open(Profile profile) {
        open.accept(profile);
    }

    /// Fills the form with one that exists.
    void edit(Profile profile) {
        name.set(profile.name());
        address.set(profile.address().toString());
        token.set(profile.token());
        tint.set(profile.tint());
        production.set(profile.production());
        problem.set("");
        unknown.set(null);
    }

    void remove(Profile profile) {
        profiles.remove(profile.name());
        all.setAll(profiles.all());
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
        trying.ask(
                () -> nodes(profile),
                _ -> {
                    busy.set(false);
                    keep(profile);
                    open.accept(profile);
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

    private void keep(Profile profile) {
        profiles.put(profile);
        all.setAll(profiles.all());
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
