package afterglow.watch;

import afterglow.results.Table;
import java.util.List;

/**
 * A class whose instances are timers.
 *
 * @param name its full name
 * @param subclasses whether the instances belong to classes below it
 * @param library where it comes from, for people
 * @param ridesOn other timer classes that its instances wait in; each such instance is counted there too
 * @param meaning what an instance is
 * @param advice what to do if they pile up
 */
public record TimerClass(
        String name, boolean subclasses, String library, List<String> ridesOn, String meaning, String advice) {

    /** All that are known, those that others ride on first. */
    static List<TimerClass> all() {
        return Table.resource(TimerClass.class, "timers.csv").stream()
                .map(line -> new TimerClass(
                        line.getField("class"),
                        line.getField("subclasses").equals("yes"),
                        line.getField("library"),
                        List.of(line.getField("rides_on").split(" ")),
                        line.getField("meaning"),
                        line.getField("advice")))
                .toList();
    }

    /** Its name without package and host. */
    public String simpleName() {
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    }
}
