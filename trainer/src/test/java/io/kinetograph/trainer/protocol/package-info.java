@NullMarked
package io.kinetograph.trainer.protocol;

import org.jspecify.annotations.NullMarked;
