@NullMarked
package io.kinetograph.trainer.picture;

import org.jspecify.annotations.NullMarked;
