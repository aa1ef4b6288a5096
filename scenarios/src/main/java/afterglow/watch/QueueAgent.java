package afterglow.watch;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The Java agent that reads the queues of schedulers and timers inside the watched JVM, writes a line for each kind, and is
 * done.
 *
 * <p>It is loaded alone: it uses no other class of ours, no nested class and no lambda, so that this one is all that stays. A
 * queue is copied under its own lock (7 ms for 1,000,000 tasks) and read without one. It runs none of the service's code.
 *
 * <p>A queue is found by its threads: one that has no thread yet, or whose thread factory hides the worker deeper than one
 * object, is not seen.
 */
public final class QueueAgent {

    private static final int CANCELLED = 4;
    private static final int TIMER_CANCELLED = 3;
    private static final long LATE_MILLIS = 1_000;
    /** A task that is never due has a deadline 292 years off; a sum over millions of these would overflow. */
    private static final long MOST_MILLIS = 365L * 24 * 3_600_000;

    private QueueAgent() {}

    /**
     * Reads the queues.
     *
     * @param options the file to write and, for each kind, the newest order of an earlier reading; divided by line breaks
     */
    public static void agentmain(String options, Instrumentation instrumentation) throws Exception {
        String[] given = options.split("\n", -1);
        Module base = Object.class.getModule();
        Set<Module> own = Collections.singleton(QueueAgent.class.getModule());
        Map<String, Set<Module>> opened = new HashMap<>();
        for (String name : new String[] {"java.lang", "java.util", "java.util.concurrent"}) {
            opened.put(name, own);
        }
        instrumentation.redefineModule(base, Set.of(), Map.of(), opened, Set.of(), Map.of());
        Map<Object, Object> executors = new IdentityHashMap<>();
        Map<Object, Object> timers = new IdentityHashMap<>();
        for (Thread thread : threads()) {
            if (thread.getClass().getName().equals("java.util.TimerThread")) {
                timers.put(value(thread, Class.forName("java.util.TimerThread"), "queue"), thread);
            } else {
                Object executor = executor(target(thread), 1);
                if (executor instanceof ScheduledThreadPoolExecutor) {
                    executors.put(executor, thread);
                }
            }
        }
        String text = scheduled(executors.keySet().toArray(), Long.parseLong(given[1]))
                + timed(timers.keySet().toArray(), Long.parseLong(given[2]));
        Files.writeString(Path.of(given[0]), text);
    }

    private static Thread[] threads() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        Thread[] threads = new Thread[1_024];
        int count = group.enumerate(threads);
        while (count == threads.length) {
            threads = new Thread[2 * count];
            count = group.enumerate(threads);
        }
        return Arrays.copyOf(threads, count);
    }

    private static Object target(Thread thread) throws ReflectiveOperationException {
        try {
            return value(thread, Thread.class, "target");
        } catch (NoSuchFieldException sinceJdk19) {
            Object holder = value(thread, Thread.class, "holder");
            // A virtual thread has none.
            return holder == null ? thread : value(holder, holder.getClass(), "task");
        }
    }

    /** The executor whose worker this object is, or which an object of its fields is. */
    private static Object executor(Object runnable, int depth) throws ReflectiveOperationException {
        Class<?> worker = Class.forName("java.util.concurrent.ThreadPoolExecutor$Worker");
        if (runnable == null || worker.isInstance(runnable)) {
            return runnable == null ? "none" : value(runnable, worker, "this$0");
        }
        for (Class<?> type = runnable.getClass(); type != null && depth > 0; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                boolean candidate = !field.getType().isPrimitive()
                        && !java.lang.reflect.Modifier.isStatic(field.getModifiers())
                        && field.trySetAccessible();
                Object held = candidate ? field.get(runnable) : null;
                if (worker.isInstance(held)) {
                    return executor(held, 0);
                }
            }
        }
        return "none";
    }

    private static String scheduled(Object[] executors, long since) throws ReflectiveOperationException {
        Class<?> task = Class.forName("java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask");
        Field time = field(task, "time");
        Field order = field(task, "sequenceNumber");
        Field state = field(task.getSuperclass(), "state");
        long[] sums = {executors.length, 0, 0, 0, 0, 0, since};
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

    private static String timed(Object[] queues, long since) throws ReflectiveOperationException {
        Class<?> task = Class.forName("java.util.TimerTask");
        Field due = field(task, "nextExecutionTime");
        Field state = field(task, "state");
        long[] sums = {queues.length, 0, 0, 0, 0, 0, since};
        for (Object queue : queues) {
            Object[] tasks;
            synchronized (queue) {
                tasks = ((Object[]) value(queue, queue.getClass(), "queue")).clone();
            }
            for (Object queued : tasks) {
                if (queued != null) {
                    long at = due.getLong(queued);
                    long left = at - System.currentTimeMillis();
                    add(sums, state.getInt(queued) == TIMER_CANCELLED, left, at, since);
                }
            }
        }
        return line(sums);
    }

    /** Adds a task to: queues, queued, cancelled, overdue, newer than the last reading, ms left to those, newest order. */
    private static void add(long[] sums, boolean cancelled, long left, long order, long since) {
        sums[1]++;
        if (cancelled) {
            sums[2]++;
        } else if (left < -LATE_MILLIS) {
            sums[3]++;
        }
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
