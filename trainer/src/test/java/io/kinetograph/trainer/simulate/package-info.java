@NullMarked
package io.kinetograph.trainer.simulate;

import org.jspecify.annotations.NullMarked;
