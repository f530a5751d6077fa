@NullMarked
package io.kinetograph.trainer.checkpoint;

import org.jspecify.annotations.NullMarked;
