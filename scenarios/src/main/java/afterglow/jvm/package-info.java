/** Fresh JVMs for whatever is measured: which JDK, what flags it needs, and their certain end. */
@NullMarked
package afterglow.jvm;

import org.jspecify.annotations.NullMarked;
