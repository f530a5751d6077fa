@NullMarked
package io.kinetograph.trainer.progress;

import org.jspecify.annotations.NullMarked;
