@NullMarked
package io.kinetograph.trainer.weights;

import org.jspecify.annotations.NullMarked;
