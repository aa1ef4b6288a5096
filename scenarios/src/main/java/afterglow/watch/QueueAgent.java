package afterglow.watch;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
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

    private static final int CANCELLED = 4;
    private static final int TIMER_TASK_CANCELLED = 3;
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
        for (Thread thread : threads()) {
            if (thread.getClass().getName().equals("java.util.TimerThread")) {
                timers.add(value(thread, thread.getClass(), "queue"));
            } else if (worker.isInstance(target(thread))
                    && value(target(thread), worker, "this$0") instanceof ScheduledThreadPoolExecutor executor) {
                executors.add(executor);
            }
        }
        String lines = scheduled(executors, Long.parseLong(given[1])) + timed(timers, Long.parseLong(given[2]));
        Files.writeString(Path.of(given[0]), lines);
    }

    private static Thread[] threads() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        Thread[] threads = new Thread[2 * group.activeCount() + 1_000];
        return Arrays.copyOf(threads, group.enumerate(threads));
    }

    private static Object target(Thread thread) throws ReflectiveOperationException {
        try {
            return value(thread, Thread.class, "target");
        } catch (NoSuchFieldException sinceJdk19) {
            Object holder = value(thread, Thread.class, "holder");
            return holder == null ? thread : value(holder, holder.getClass(), "task");
        }
    }

    private static String scheduled(Set<Object> executors, long since) throws ReflectiveOperationException {
        Class<?> task = Class.forName("java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask");
        Field time = field(task, "time");
        Field order = field(task, "sequenceNumber");
        Field state = field(task.getSuperclass(), "state");
        long[] sums = {executors.size(), 0, 0, 0, 0, 0, since};
        for (Object executor : executors) {
            for (Object queued :
                    ((ScheduledThreadPoolExecutor) executor).getQueue().toArray()) {
                if (queued.getClass() == task) {
                    long left = (time.getLong(queued) - System.nanoTime()) / 1_000_000;
                    add(sums, state.getInt(queued) >= CANCELLED, left, order.getLong(queued), since);
                }
            }
        }
        return line(sums);
    }

    private static String timed(Set<Object> queues, long since) throws ReflectiveOperationException {
        Class<?> task = Class.forName("java.util.TimerTask");
        Field due = field(task, "nextExecutionTime");
        Field state = field(task, "state");
        long[] sums = {queues.size(), 0, 0, 0, 0, 0, since};
        for (Object queue : queues) {
            Object[] tasks;
            synchronized (queue) {
                tasks = ((Object[]) value(queue, queue.getClass(), "queue")).clone();
            }
            for (Object queued : tasks) {
                if (queued != null) {
                    long at = due.getLong(queued);
                    long left = at - System.currentTimeMillis();
                    add(sums, state.getInt(queued) == TIMER_TASK_CANCELLED, left, at, since);
                }
            }
        }
        return line(sums);
    }

    /** Adds a task to: queues, queued, cancelled, overdue, newer than the last reading, ms left to those, newest order. */
    private static void add(long[] sums, boolean cancelled, long left, long order, long since) {
        sums[1]++;
        sums[2] += cancelled ? 1 : 0;
        sums[3] += !cancelled && left < -LATE_MILLIS ? 1 : 0;
        if (!cancelled && order > since) {
            sums[4]++;
            sums[5] += Math.min(Math.max(left, 0), MOST_MILLIS);
        }
        sums[6] = Math.max(sums[6], order);
    }

    private static String line(long[] sums) {
        return Arrays.toString(sums).replaceAll("[\\[\\],]", "") + "\n";
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
