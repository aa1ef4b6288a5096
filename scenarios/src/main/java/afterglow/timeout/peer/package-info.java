/** Timers of well-known libraries, in the use their authors recommend: thin adapters. */
@NullMarked
package afterglow.timeout.peer;

import org.jspecify.annotations.NullMarked;
