package afterglow.timeout;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * The registry: every strategy on the class path, in the order of registration; immutable.
 *
 * <p>Around each of them, {@code offer-first(<id>)} arms it only when the first offer failed; two of these are listed, the
 * others can be asked for by id.
 *
 * <p>An unknown id, or a strategy that needs a later JDK, throws an {@link UnknownStrategyException}.
 *
 * <p>Adding a strategy is one class and one line in {@code META-INF/services/afterglow.timeout.StrategyProvider}.
 */
public final class Strategies {

    private static final List<String> LISTED_OFFER_FIRST = List.of("reused", "scheduled-cancelled");

    private final Map<String, StrategyProvider> providers;

    private Strategies(Map<String, StrategyProvider> providers) {
        this.providers = Collections.unmodifiableMap(providers);
    }

    /** Every strategy that this class's own class path provides. */
    public static Strategies load() {
        return load(Strategies.class.getClassLoader());
    }

    /**
     * Every strategy that a class loader provides.
     *
     * @throws StrategyLoadException if a provider cannot be made, throws, or takes another's id
     */
    public static Strategies load(ClassLoader loader) {
        Map<String, StrategyProvider> found = new LinkedHashMap<>();
        try {
            for (StrategyProvider provider : ServiceLoader.load(StrategyProvider.class, loader)) {
                String id = provider.descriptor().id();
                StrategyProvider other = found.putIfAbsent(id, provider);
                if (other != null) {
                    throw new StrategyLoadException("strategy id '" + id + "' is taken twice: by "
                            + other.getClass().getName() + " and "
                            + provider.getClass().getName());
                }
            }
        } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
            throw StrategyLoadException.wrap(e);
        }
        for (String id : LISTED_OFFER_FIRST) {
            StrategyProvider decorated = found.get(id);
            if (decorated != null) {
                found.putIfAbsent(OfferFirst.idFor(id), new OfferFirst.Provider(decorated));
            }
        }
        return new Strategies(found);
    }

    /** The descriptor of each strategy, whether this JDK can run it or not. */
    public List<Descriptor> descriptors() {
        return providers.values().stream().map(StrategyProvider::descriptor).toList();
    }

    /** The ids that this JDK can run, in the order of registration. */
    public List<String> available() {
        return availableOn(Runtime.version().feature());
    }

    /** The ids that a JDK of a feature release can run, in the order of registration. */
    public List<String> availableOn(int feature) {
        return descriptors().stream()
                .filter(descriptor -> descriptor.firstJdk() <= feature)
                .map(Descriptor::id)
                .toList();
    }

    /** The descriptor of a strategy that this JDK is to run. */
    public Descriptor describe(String id) {
        return describeOn(Runtime.version().feature(), id);
    }

    /** The descriptor of a strategy that a JDK of a feature release is to run. */
    public Descriptor describeOn(int feature, String id) {
        Descriptor descriptor = provider(id).descriptor();
        if (descriptor.firstJdk() > feature) {
            throw new UnknownStrategyException(
                    "strategy '" + id + "' needs JDK " + descriptor.firstJdk() + " or later, not " + feature);
        }
        return descriptor;
    }

    /** Makes the strategy of an id; the caller closes it. */
    public TimeoutStrategy create(String id) {
        describe(id);
        return provider(id).create();
    }

    /** The library behind the strategy of an id, as this JVM has it: {@code netty-common 4.2.20.Final}; empty for none. */
    public String libraryOf(String id) {
        Class<?> type = provider(id).library();
        return type == null ? "" : Library.of(type);
    }

    /** The libraries behind strategies, each once: {@code netty-common 4.2.20.Final, agrona 2.6.0}; empty for none. */
    public String librariesOf(List<String> ids) {
        return ids.stream()
                .map(this::libraryOf)
                .filter(name -> !name.isEmpty())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** The library behind each strategy that has one: {@code netty-wheel=netty-common 4.2.20.Final; okio=okio-jvm 3.18.2}. */
    public String librariesByStrategy(List<String> ids) {
        return ids.stream()
                .filter(id -> !libraryOf(id).isEmpty())
                .map(id -> id + "=" + libraryOf(id))
                .collect(Collectors.joining("; "));
    }

    private StrategyProvider provider(String id) {
        StrategyProvider provider = providers.get(id);
        String decorated = OfferFirst.decoratedBy(id);
        if (provider == null && decorated != null) {
            return new OfferFirst.Provider(provider(decorated));
        }
        if (provider == null) {
            throw new UnknownStrategyException(
                    "unknown strategy '" + id + "'; there are: " + String.join(", ", providers.keySet()));
        }
        return provider;
    }
}
