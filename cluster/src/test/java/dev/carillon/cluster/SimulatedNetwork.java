package dev.carillon.cluster;

import dev.carillon.testkit.ManualTime;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/// What nodes hear of each other: messages that are lost, held back, doubled and out of order, paths that work one
/// way only, and views that are wrong.
final class SimulatedNetwork {
    private record Path(int from, int to) {}

    private record Message(UUID from, int fromMachine, UUID to, Hint hint, long atNanos) {}

    /// One process.
    final class Member implements Membership {
        private final UUID id;
        private final int machine;
        private final Runnable look;
        private @Nullable Listener listener;

        private Member(UUID id, int machine, Runnable look) {
            this.id = id;
            this.machine = machine;
            this.look = look;
        }

        @Override
        public void know(Collection<String> addresses) {
            // Everybody finds everybody.
        }

        @Override
        public void start(Listener listener) {
            this.listener = listener;
        }

        @Override
        public boolean talks() {
            return true;
        }

        @Override
        public List<UUID> view() {
            if (wrongViews) {
                var some = new ArrayList<>(members.keySet());
                some.removeIf(each -> random.nextInt(3) == 0);
                return some;
            }
            return members.values().stream()
                    .filter(other -> other.machine == machine || !isCut(machine, other.machine))
                    .map(other -> other.id)
                    .sorted()
                    .toList();
        }

        @Override
        public void tell(Hint hint) {
            List.copyOf(members.keySet()).stream()
                    .filter(other -> !other.equals(id))
                    .forEach(other -> tell(other, hint));
        }

        @Override
        public void tell(UUID to, Hint hint) {
            if (chaotic && random.nextInt(5) == 0) {
                return;
            }
            int copies = chaotic && random.nextInt(10) == 0 ? 2 : 1;
            for (int i = 0; i < copies; i++) {
                long delay = chaotic ? random.nextLong(3_000_000_000L) : 1_000_000;
                messages.add(new Message(id, machine, to, hint, time.nanos() + delay));
            }
        }

        @Override
        public void close() {
            members.remove(id);
        }
    }

    private final Random random;
    private final ManualTime time;
    private final Map<UUID, Member> members = new HashMap<>();
    private final List<Message> messages = new ArrayList<>();
    private final Set<Path> cuts = new HashSet<>();
    private boolean chaotic;
    private boolean wrongViews;

    SimulatedNetwork(Random random, ManualTime time) {
        this.random = random;
        this.time = time;
    }

    /// @param look makes the process look at the tables soon
    Member join(UUID id, int machine, Runnable look) {
        var member = new Member(id, machine, look);
        members.put(id, member);
        return member;
    }

    void leave(UUID id) {
        members.remove(id);
    }

    /// Messages are lost, held back and doubled from here on, or are not.
    void setChaotic(boolean chaotic) {
        this.chaotic = chaotic;
    }

    void setWrongViews(boolean wrongViews) {
        this.wrongViews = wrongViews;
    }

    /// Nothing comes through from one machine to another.
    void cut(int from, int to) {
        cuts.add(new Path(from, to));
    }

    void heal() {
        cuts.clear();
    }

    boolean isCut(int from, int to) {
        return from != to && cuts.contains(new Path(from, to));
    }

    /// Delivers what is due to processes that run.
    void deliver(Set<UUID> running) {
        var due =
                messages.stream()
                        .filter(each -> each.atNanos <= time.nanos())
                        .sorted(Comparator.comparingLong(Message::atNanos))
                        .toList();
        for (var each : due) {
            var to = members.get(each.to);
            if (to != null && !running.contains(each.to)) {
                // A frozen process reads it when it wakes.
                continue;
            }
            messages.remove(each);
            if (to != null && to.listener != null && !isCut(each.fromMachine, to.machine)) {
                to.listener.heard(each.from, each.hint);
                if (each.hint instanceof Hint.SegmentsChanged) {
                    to.look.run();
                }
            }
        }
    }
}
