/** A new timer for each send: the naive form, and the usual ways to clean up after it. */
@NullMarked
package afterglow.timeout.fresh;

import org.jspecify.annotations.NullMarked;
