/** The JMH benchmarks, and the command line of benchmarks.jar. */
@NullMarked
package afterglow.bench;

import org.jspecify.annotations.NullMarked;
