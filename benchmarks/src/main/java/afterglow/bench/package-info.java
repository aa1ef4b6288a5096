/** How the strategies are timed: JMH benchmarks over the registry. */
@NullMarked
package afterglow.bench;

import org.jspecify.annotations.NullMarked;
