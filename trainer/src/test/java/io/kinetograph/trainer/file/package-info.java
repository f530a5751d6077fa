@NullMarked
package io.kinetograph.trainer.file;

import org.jspecify.annotations.NullMarked;
