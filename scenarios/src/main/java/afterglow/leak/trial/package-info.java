/** How a demonstration's forms are tried: each in a fresh JVM, its memory, its time or its CPU. */
@NullMarked
package afterglow.leak.trial;

import org.jspecify.annotations.NullMarked;
