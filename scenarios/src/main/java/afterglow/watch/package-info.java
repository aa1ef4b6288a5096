/** The suite's question asked of a live JVM: which timers pile up in it, and what code armed them. */
@NullMarked
package afterglow.watch;

import org.jspecify.annotations.NullMarked;
