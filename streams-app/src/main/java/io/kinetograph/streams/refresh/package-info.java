/** Puts a new model in the place of the one that serves, while it serves. */
@NullMarked
package io.kinetograph.streams.refresh;

import org.jspecify.annotations.NullMarked;
