/** Files that are written whole or not at all: CSV, JSON, charts, and locks on folders. */
@NullMarked
package io.kinetograph.trainer.file;

import org.jspecify.annotations.NullMarked;
