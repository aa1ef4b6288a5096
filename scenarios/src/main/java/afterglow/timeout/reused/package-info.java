/** One timer for each lane, reused for every send; and the two published fixes, which share one between all lanes. */
@NullMarked
package afterglow.timeout.reused;

import org.jspecify.annotations.NullMarked;
