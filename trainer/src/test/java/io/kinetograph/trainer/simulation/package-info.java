@NullMarked
package io.kinetograph.trainer.simulation;

import org.jspecify.annotations.NullMarked;
