/** Downloads the data set. */
@NullMarked
package io.kinetograph.trainer.fetch;

import org.jspecify.annotations.NullMarked;
