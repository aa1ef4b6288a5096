/** One timer for each lane, used again and again; and the two published fixes, which share one between all. */
@NullMarked
package afterglow.timeout.reused;

import org.jspecify.annotations.NullMarked;
