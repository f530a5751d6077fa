/** From a record's bytes to a checked {@link io.kinetograph.streams.reading.Reading}. */
@NullMarked
package io.kinetograph.streams.reading;

import org.jspecify.annotations.NullMarked;
