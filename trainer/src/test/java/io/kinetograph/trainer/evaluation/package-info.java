@NullMarked
package io.kinetograph.trainer.evaluation;

import org.jspecify.annotations.NullMarked;
