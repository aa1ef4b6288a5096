package afterglow.timeout;

import org.jspecify.annotations.Nullable;

/**
 * Registers a strategy: a {@link java.util.ServiceLoader} service with a public no-argument constructor, listed in
 * {@code META-INF/services/afterglow.timeout.StrategyProvider}. Built-in strategies and a user's own are registered the same way.
 */
public interface StrategyProvider {

    /** What the strategy declares on this JDK; the same at each call. */
    Descriptor descriptor();

    /** Makes the strategy, with its threads if it has any; called only where {@link Descriptor#available} holds. */
    TimeoutStrategy create();

    /** A class of the library that the strategy runs on, which tells the library's version; null if it needs none. */
    default @Nullable Class<?> library() {
        return null;
    }
}
