@NullMarked
package io.kinetograph.trainer.data;

import org.jspecify.annotations.NullMarked;
