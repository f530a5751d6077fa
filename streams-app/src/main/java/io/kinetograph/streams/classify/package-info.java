/** From segments to activities, by the model. */
@NullMarked
package io.kinetograph.streams.classify;

import org.jspecify.annotations.NullMarked;
