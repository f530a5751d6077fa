@NullMarked
package io.kinetograph.trainer.crossvalidation;

import org.jspecify.annotations.NullMarked;
