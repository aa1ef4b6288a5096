/** JMH runs that take turns: the JVMs of one generation are all alive, and one at a time measures a slice. */
@NullMarked
package afterglow.relay;

import org.jspecify.annotations.NullMarked;
