@NullMarked
package io.kinetograph.trainer.export;

import org.jspecify.annotations.NullMarked;
