package afterglow.watch;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The Java agent that reads the queues of schedulers and Timers inside the watched JVM, writes a line for each kind, and is
 * done.
 *
 * <p>It is loaded alone: it uses no other class of ours, no nested class and no lambda, so that this one is all that stays. A
 * queue is copied under its own lock (7 ms for 1,000,000 tasks) and read without it. No code of the service runs. A queue is
 * found by its threads: one that has none yet, or whose thread factory wraps the worker, is not seen.
 */
public final class QueueAgent {

    /** The tasks that it can read: of schedulers, and of Timers. */
    static final String SCHEDULED = "java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask";

    static final String TIMED = "java.util.TimerTask";

    private static final int SCHEDULED_CANCELLED = 4;
    private static final int TIMED_CANCELLED = 3;
    private static final long LATE_MILLIS = 1_000;
    /** A task that is never due has a deadline 292 years off; a sum of many of these would overflow. */
    private static final long MOST_MILLIS = 365L * 24 * 3_600_000;

    private QueueAgent() {}

    /**
     * Reads the queues.
     *
     * @param options the file to write and, for each kind, the newest order of an earlier reading; divided by line breaks
     */
    public static void agentmain(String options, Instrumentation instrumentation) throws Exception {
        String[] given = options.split("\n", -1);
        Set<Module> own = Set.of(QueueAgent.class.getModule());
        Map<String, Set<Module>> opened = Map.of("java.lang", own, "java.util", own, "java.util.concurrent", own);
        instrumentation.redefineModule(Object.class.getModule(), Set.of(), Map.of(), opened, Set.of(), Map.of());
        Class<?> worker = Class.forName("java.util.concurrent.ThreadPoolExecutor$Worker");
        Set<Object> executors = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Object> timers = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getClass().getName().equals("java.util.TimerThread")) {
                timers.add(value(thread, thread.getClass(), "queue"));
            } else if (worker.isInstance(target(thread))
                    && value(target(thread), worker, "this$0") instanceof ScheduledThreadPoolExecutor executor) {
                executors.add(executor);
            }
        }
        String lines =
                line(SCHEDULED, executors, Long.parseLong(given[1])) + line(TIMED, timers, Long.parseLong(given[2]));
        Files.writeString(Path.of(given[0]), lines);
    }

    private static Object target(Thread thread) throws ReflectiveOperationException {
        try {
            return value(thread, Thread.class, "target");
        } catch (NoSuchFieldException sinceJdk19) {
            Object holder = value(thread, Thread.class, "holder");
            return holder == null ? thread : value(holder, holder.getClass(), "task");
        }
    }

    /**
     * The sums over the queues of a kind: queues, queued, cancelled, overdue, newer than the last reading, ms left to those,
     * newest order. A queue whose scheduler decorates its tasks is not counted. A periodic task is not overdue, however late:
     * there is one of it.
     */
    private static String line(String kind, Set<Object> queues, long since) throws ReflectiveOperationException {
        boolean timed = kind.equals(TIMED);
        Class<?> type = Class.forName(kind);
        Field due = field(type, timed ? "nextExecutionTime" : "time");
        Field order = timed ? due : field(type, "sequenceNumber");
        Field state = field(timed ? type : type.getSuperclass(), "state");
        Field period = field(type, "period");
        long understood = 0;
        long queued = 0;
        long cancelled = 0;
        long overdue = 0;
        long newer = 0;
        long newerLeftMillis = 0;
        long newest = since;
        for (Object queue : queues) {
            boolean decorated = false;
            for (Object task : tasks(queue)) {
                // A Timer's array has nulls beyond its last task.
                decorated |= task != null && !type.isInstance(task);
                if (type.isInstance(task)) {
                    long left = timed
                            ? due.getLong(task) - System.currentTimeMillis()
                            : (due.getLong(task) - System.nanoTime()) / 1_000_000;
                    boolean dead =
                            timed ? state.getInt(task) == TIMED_CANCELLED : state.getInt(task) >= SCHEDULED_CANCELLED;
                    queued++;
                    cancelled += dead ? 1 : 0;
                    overdue += !dead && period.getLong(task) == 0 && left < -LATE_MILLIS ? 1 : 0;
                    if (!dead && order.getLong(task) > since) {
                        newer++;
                        newerLeftMillis += Math.min(Math.max(left, 0), MOST_MILLIS);
                    }
                    newest = Math.max(newest, order.getLong(task));
                }
            }
            understood += decorated ? 0 : 1;
        }
        return String.format(
                Locale.ROOT,
                "%s %d %d %d %d %d %d %d%n",
                kind,
                understood,
                queued,
                cancelled,
                overdue,
                newer,
                newerLeftMillis,
                newest);
    }

    private static Object[] tasks(Object queue) throws ReflectiveOperationException {
        if (queue instanceof ScheduledThreadPoolExecutor executor) {
            return executor.getQueue().toArray();
        }
        synchronized (queue) {
            return ((Object[]) value(queue, queue.getClass(), "queue")).clone();
        }
    }

    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    private static Object value(Object object, Class<?> type, String name) throws ReflectiveOperationException {
        return field(type, name).get(object);
    }
}
