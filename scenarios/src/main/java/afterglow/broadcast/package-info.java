/** The broker: topics, subscribers, the fan-out, and the three-way wait of one send. */
@NullMarked
package afterglow.broadcast;

import org.jspecify.annotations.NullMarked;
