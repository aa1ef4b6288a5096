package afterglow.timeout;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A provider built from a strategy's descriptor, its factory, and a loader for a class of its library. */
public abstract class BuiltIn implements StrategyProvider {

    private final Descriptor descriptor;
    private final Supplier<TimeoutStrategy> maker;
    private final Supplier<? extends @Nullable Class<?>> library;

    protected BuiltIn(Descriptor descriptor, Supplier<TimeoutStrategy> maker) {
        this(descriptor, maker, () -> null);
    }

    protected BuiltIn(
            Descriptor descriptor, Supplier<TimeoutStrategy> maker, Supplier<? extends @Nullable Class<?>> library) {
        this.descriptor = descriptor;
        this.maker = maker;
        this.library = library;
    }

    @Override
    public final Descriptor descriptor() {
        return descriptor;
    }

    @Override
    public final TimeoutStrategy create() {
        return maker.get();
    }

    @Override
    public final @Nullable Class<?> library() {
        return library.get();
    }
}
