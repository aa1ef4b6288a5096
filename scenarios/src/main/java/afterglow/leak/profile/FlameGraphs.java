package afterglow.leak.profile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import one.convert.Arguments;
import one.convert.FlameGraph;

/** A profile as one HTML page that needs nothing else: the flame graph of async-profiler's converter. */
final class FlameGraphs {

    private FlameGraphs() {}

    static String html(Profile profile, String title) throws IOException {
        Arguments arguments = new Arguments();
        arguments.title = title;
        // Of all, in percent: what is narrower cannot be seen, and its depth would push the rest off the screen.
        arguments.minwidth = 0.25;
        FlameGraph graph = new FlameGraph(arguments);
        graph.parseCollapsed(new StringReader(profile.collapsed()));
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        graph.dump(new PrintStream(page, true, StandardCharsets.UTF_8));
        return page.toString(StandardCharsets.UTF_8);
    }
}
