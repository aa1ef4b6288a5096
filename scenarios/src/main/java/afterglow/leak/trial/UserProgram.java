package afterglow.leak.trial;

import afterglow.jvm.AbsentException;
import afterglow.leak.Program;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.function.Supplier;

/**
 * A class of the user's, each call of whose {@code run} is one send. It knows nothing of ours: it is public, has a public
 * constructor without arguments, is a {@link Runnable}, and {@link AutoCloseable} if it likes.
 */
public final class UserProgram implements Program {

    /** More sends in a row take too long where each of them takes long. */
    private static final long MOST_NANOS = 1_000_000_000;

    private final Runnable sender;
    private final HangWatch.Work work;
    private long made;

    private UserProgram(Runnable sender, HangWatch.Work work) {
        this.sender = sender;
        this.work = work;
    }

    /** Makes programs of a class; an AbsentException says, for people, why it is no such class. */
    public static Supplier<UserProgram> supplier(String className, HangWatch watch) {
        Constructor<? extends Runnable> constructor = constructor(className);
        return () -> {
            HangWatch.Work work = watch.work();
            work.begin("the constructor before send", 1);
            try {
                return new UserProgram(constructor.newInstance(), work);
            } catch (InvocationTargetException e) {
                throw new IllegalStateException("the constructor of " + className + " threw " + e.getCause(), e);
            } catch (ExceptionInInitializerError e) {
                throw new IllegalStateException("the initializer of " + className + " threw " + e.getCause(), e);
            } catch (ReflectiveOperationException e) {
                throw new AbsentException("'" + className + "' cannot be made: " + e.getMessage(), e);
            } finally {
                work.end();
            }
        };
    }

    private static Constructor<? extends Runnable> constructor(String className) {
        try {
            Class<?> type = Class.forName(className, false, UserProgram.class.getClassLoader());
            if (!Runnable.class.isAssignableFrom(type)) {
                throw new AbsentException(
                        "'" + className + "' does not implement Runnable; each call of its run is one send");
            }
            if (!Modifier.isPublic(type.getModifiers()) || Modifier.isAbstract(type.getModifiers())) {
                throw new AbsentException("'" + className + "' is abstract, or not public");
            }
            return type.asSubclass(Runnable.class).getConstructor();
        } catch (ClassNotFoundException e) {
            throw new AbsentException(
                    "there is no class '" + className + "'; give its jar or folder with --classpath", e);
        } catch (NoSuchMethodException e) {
            throw new AbsentException("'" + className + "' has no public constructor without arguments", e);
        } catch (LinkageError e) {
            throw new AbsentException("the class '" + className + "' cannot be loaded: " + e, e);
        }
    }

    @Override
    public void send(long timeoutNanos) {
        made++;
        work.begin("send", made);
        try {
            sender.run();
        } catch (Throwable e) {
            // Some languages throw checked exceptions here too.
            throw new IllegalStateException("send " + made + " threw " + e, e);
        } finally {
            work.end();
            // What interrupts a send, or is left of that, is no end of the measurement.
            Thread.interrupted();
        }
    }

    /** Makes as many sends as there is time for, and one at least. */
    @Override
    public long run(long count, long timeoutNanos) {
        long start = System.nanoTime();
        long before = made;
        do {
            send(timeoutNanos);
        } while (made - before < count && System.nanoTime() - start < MOST_NANOS);
        return made - before;
    }

    /** How many sends it was asked for, the one that failed included. */
    long made() {
        return made;
    }

    /** Whether it is told when it is no longer needed. */
    boolean isCloseable() {
        return sender instanceof AutoCloseable;
    }

    @Override
    public Object root() {
        return sender;
    }

    @Override
    public void close() {
        if (sender instanceof AutoCloseable closeable) {
            work.begin("close after send", made);
            try {
                closeable.close();
            } catch (Throwable e) {
                throw new IllegalStateException("close threw " + e, e);
            } finally {
                work.end();
            }
        }
    }
}
