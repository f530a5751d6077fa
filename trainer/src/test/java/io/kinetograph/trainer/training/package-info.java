@NullMarked
package io.kinetograph.trainer.training;

import org.jspecify.annotations.NullMarked;
