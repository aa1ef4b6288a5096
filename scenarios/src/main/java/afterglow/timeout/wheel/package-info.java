/** Afterglow's own wheel. */
@NullMarked
package afterglow.timeout.wheel;

import org.jspecify.annotations.NullMarked;
