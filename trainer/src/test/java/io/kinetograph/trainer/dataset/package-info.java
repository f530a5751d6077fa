@NullMarked
package io.kinetograph.trainer.dataset;

import org.jspecify.annotations.NullMarked;
