/** The port that every strategy honours, and the registry of those that do. */
@NullMarked
package afterglow.timeout;

import org.jspecify.annotations.NullMarked;
