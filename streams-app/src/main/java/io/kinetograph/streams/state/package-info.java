/** The memory of the state stores. */
@NullMarked
package io.kinetograph.streams.state;

import org.jspecify.annotations.NullMarked;
