/** A new timer for each send: the naive family, and what people do about it. */
@NullMarked
package afterglow.timeout.fresh;

import org.jspecify.annotations.NullMarked;
