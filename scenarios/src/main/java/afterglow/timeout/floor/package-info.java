/** Sends without a timer: no strategy can cost less. */
@NullMarked
package afterglow.timeout.floor;

import org.jspecify.annotations.NullMarked;
