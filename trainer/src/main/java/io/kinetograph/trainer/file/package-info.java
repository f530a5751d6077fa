/** Files that are written whole or not at all. */
@NullMarked
package io.kinetograph.trainer.file;

import org.jspecify.annotations.NullMarked;
