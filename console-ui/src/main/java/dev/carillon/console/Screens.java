package dev.carillon.console;

import dev.carillon.console.calendars.CalendarsView;
import dev.carillon.console.changes.ChangesView;
import dev.carillon.console.editor.EditorView;
import dev.carillon.console.failures.FailuresView;
import dev.carillon.console.flows.FlowsView;
import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.frame.Place;
import dev.carillon.console.frame.Screen;
import dev.carillon.console.jobs.JobPage;
import dev.carillon.console.jobs.JobsView;
import dev.carillon.console.nodes.NodesView;
import dev.carillon.console.now.NowView;
import dev.carillon.console.queues.QueuesView;
import dev.carillon.console.run.CompareView;
import dev.carillon.console.run.RunScreen;
import dev.carillon.console.runs.RunsView;
import dev.carillon.console.tonight.TonightView;

import java.util.HashMap;
import java.util.Map;

/// Which screen shows which places.
final class Screens {
    private Screens() {}

    static Map<Class<? extends Place>, Screen> of(Desk desk) {
        var screens = new HashMap<Class<? extends Place>, Screen>();
        screens.put(Place.Now.class, new NowView(desk));
        screens.put(Place.Run.class, new RunScreen(desk));
        screens.put(Place.Compare.class, new CompareView(desk));
        screens.put(Place.Runs.class, new RunsView(desk));
        screens.put(Place.Editor.class, new EditorView(desk));
        screens.put(Place.Flows.class, new FlowsView(desk));
        screens.put(Place.Job.class, new JobPage(desk));
        screens.put(Place.Jobs.class, new JobsView(desk));
        screens.put(Place.Nodes.class, new NodesView(desk));
        screens.put(Place.Queues.class, new QueuesView(desk));
        screens.put(Place.Calendars.class, new CalendarsView(desk));
        screens.put(Place.Failures.class, new FailuresView(desk));
        screens.put(Place.Changes.class, new ChangesView(desk));
        screens.put(Place.Tonight.class, new TonightView(desk));
        return screens;
    }
}
