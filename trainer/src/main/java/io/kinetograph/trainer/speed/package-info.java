/** Measures how fast model files name pictures. */
@NullMarked
package io.kinetograph.trainer.speed;

import org.jspecify.annotations.NullMarked;
