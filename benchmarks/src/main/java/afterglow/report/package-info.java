/** CSV in, one HTML page out: any run's folder can be shown, at any time, by anybody. */
@NullMarked
package afterglow.report;

import org.jspecify.annotations.NullMarked;
