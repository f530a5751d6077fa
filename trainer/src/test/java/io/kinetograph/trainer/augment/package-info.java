@NullMarked
package io.kinetograph.trainer.augment;

import org.jspecify.annotations.NullMarked;
