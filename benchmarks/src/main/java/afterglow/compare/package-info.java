/** The paired plan: interleaved rounds, one fresh JVM for each step, statistics over what was written. */
@NullMarked
package afterglow.compare;

import org.jspecify.annotations.NullMarked;
