/** What follows a failure: a new stream thread, new local state, or the end of the process. */
@NullMarked
package io.kinetograph.streams.failure;

import org.jspecify.annotations.NullMarked;
