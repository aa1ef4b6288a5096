/** The interface that every strategy implements, and the registry of strategies. */
@NullMarked
package afterglow.timeout;

import org.jspecify.annotations.NullMarked;
