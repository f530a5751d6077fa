/**
 * The records on the topics and how they are written: {@link
 * io.kinetograph.schemas.AccelerometerReading} in, {@link io.kinetograph.schemas.ActivityLabel}
 * out.
 */
@NullMarked
package io.kinetograph.schemas;

import org.jspecify.annotations.NullMarked;
