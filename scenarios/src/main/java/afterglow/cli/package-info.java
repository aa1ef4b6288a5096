/** The command line of scenarios.jar: one class for each verb. */
@NullMarked
package afterglow.cli;

import org.jspecify.annotations.NullMarked;
