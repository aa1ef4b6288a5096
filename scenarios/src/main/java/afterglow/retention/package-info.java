/** Counts what is left of a timeout when its send is over. */
@NullMarked
package afterglow.retention;

import org.jspecify.annotations.NullMarked;
