/** One timer for each lane, used again and again. */
@NullMarked
package afterglow.timeout.reused;

import org.jspecify.annotations.NullMarked;
