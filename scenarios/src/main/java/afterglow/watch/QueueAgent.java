package afterglow.watch;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The Java agent that reads the queues of schedulers and Timers inside the watched JVM, writes a line for each queue and a
 * last one for the workers, and is done.
 *
 * <p>It is loaded alone: it uses no other class of ours, no nested class and no lambda, so that this one is all that stays. A
 * queue is copied under its own lock (7 ms for 1,000,000 tasks) and read without it. No code of the service runs. A queue is
 * found by its threads: one that has none yet, whose thread factory wraps the worker, or whose threads are virtual, is not
 * seen.
 */
public final class QueueAgent {

    /** The tasks that it can read: of schedulers, and of Timers. */
    static final String SCHEDULED = "java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask";

    static final String TIMED = "java.util.TimerTask";

    static final String SCHEDULED_QUEUE = "java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue";
    static final String WORKER = "java.util.concurrent.ThreadPoolExecutor$Worker";

    private static final int SCHEDULED_CANCELLED = 4;
    private static final int TIMED_CANCELLED = 3;
    private static final long LATE_MILLIS = 1_000;
    /** A task that is never due has a deadline 292 years off; a sum of many of these would overflow. */
    private static final long MOST_MILLIS = 365L * 24 * 3_600_000;

    private QueueAgent() {}

    /**
     * Reads the queues.
     *
     * @param file where to write; if an earlier reading is there, each queue is compared with it
     */
    public static void agentmain(String file, Instrumentation instrumentation) throws Exception {
        Set<Module> own = Set.of(QueueAgent.class.getModule());
        Map<String, Set<Module>> opened = Map.of("java.lang", own, "java.util", own, "java.util.concurrent", own);
        instrumentation.redefineModule(Object.class.getModule(), Set.of(), Map.of(), opened, Set.of(), Map.of());
        Class<?> worker = Class.forName(WORKER);
        IdentityHashMap<Object, String> queues = new IdentityHashMap<>();
        int workers = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            Object target = target(thread);
            if (thread.getClass().getName().equals("java.util.TimerThread")) {
                queues.put(value(thread, thread.getClass(), "queue"), thread.getName());
            } else if (worker.isInstance(target)) {
                workers++;
                Object queue = value(value(target, worker, "this$0"), worker.getEnclosingClass(), "workQueue");
                if (queue.getClass().getName().equals(SCHEDULED_QUEUE)) {
                    queues.put(queue, thread.getName());
                }
            }
        }
        Path answer = Path.of(file);
        Map<String, String[]> earlier = new HashMap<>();
        for (String line : Files.exists(answer) ? Files.readAllLines(answer) : List.<String>of()) {
            String[] cells = line.split(" ");
            earlier.put(cells[1], cells);
        }
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<Object, String> queue : queues.entrySet()) {
            String id = Integer.toString(System.identityHashCode(queue.getKey()));
            String line = line(id, queue.getKey(), earlier.get(id), queue.getValue());
            workers = line.isEmpty() ? -1 : workers;
            lines.append(line);
        }
        lines.append(WORKER).append(" - ").append(workers);
        Files.writeString(answer, lines);
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
     * The line of a queue: kind, id, newest order, tasks at the earlier reading, tasks, cancelled, overdue, those left of the
     * older half of what was armed since the earlier reading, ms left to them, thread.
     *
     * <p>The order is a task's number, or in a Timer its deadline. A periodic task is not overdue, however late: there is one of
     * it. A queue whose scheduler decorates its tasks has no line.
     */
    private static String line(String id, Object queue, String @Nullable [] earlier, String thread)
            throws ReflectiveOperationException {
        boolean timed = !(queue instanceof BlockingQueue<?>);
        String kind = timed ? TIMED : SCHEDULED;
        Class<?> type = Class.forName(kind);
        Field due = field(type, timed ? "nextExecutionTime" : "time");
        Field order = timed ? due : field(type, "sequenceNumber");
        Field state = field(timed ? type : type.getSuperclass(), "state");
        Field period = field(type, "period");
        int dead = timed ? TIMED_CANCELLED : SCHEDULED_CANCELLED;
        long now = timed ? System.currentTimeMillis() : System.nanoTime();
        long perMilli = timed ? 1 : 1_000_000;
        long cancelled = 0;
        long overdue = 0;
        long oldest = Long.MAX_VALUE;
        long newest = earlier == null ? -1 : Long.parseLong(earlier[2]);
        Object[] tasks = tasks(queue);
        for (Object task : tasks) {
            if (!type.isInstance(task)) {
                return "";
            }
            boolean alive = state.getInt(task) < dead;
            boolean late = (due.getLong(task) - now) / perMilli < -LATE_MILLIS;
            cancelled += alive ? 0 : 1;
            overdue += alive && late && period.getLong(task) == 0 ? 1 : 0;
            oldest = Math.min(oldest, order.getLong(task));
            newest = Math.max(newest, order.getLong(task));
        }
        long begin = earlier == null ? oldest - 1 : Long.parseLong(earlier[2]);
        long middle = begin + (newest - begin) / 2;
        long older = 0;
        long leftMillis = 0;
        for (Object task : tasks) {
            if (state.getInt(task) < dead && order.getLong(task) > begin && order.getLong(task) <= middle) {
                older++;
                leftMillis += Math.min(Math.max((due.getLong(task) - now) / perMilli, 0), MOST_MILLIS);
            }
        }
        String before = earlier == null ? "0" : earlier[4];
        String name = thread.replaceAll("[^ -~]", "?");
        return "%s %s %s %s %s %s %s %s %s %s%n"
                .formatted(kind, id, newest, before, tasks.length, cancelled, overdue, older, leftMillis, name);
    }

    private static Object[] tasks(Object queue) throws ReflectiveOperationException {
        if (queue instanceof BlockingQueue<?> scheduled) {
            return scheduled.toArray();
        }
        synchronized (queue) {
            Object[] tasks = (Object[]) value(queue, queue.getClass(), "queue");
            int size = field(queue.getClass(), "size").getInt(queue);
            return Arrays.copyOfRange(tasks, 1, 1 + size);
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
