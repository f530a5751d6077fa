/** Motion made up from a table of figures, for a machine that has no recordings. */
@NullMarked
package io.kinetograph.quickstart.simulate;

import org.jspecify.annotations.NullMarked;
