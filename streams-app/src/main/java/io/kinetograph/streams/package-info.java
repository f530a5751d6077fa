/** The production process. */
@NullMarked
package io.kinetograph.streams;

import org.jspecify.annotations.NullMarked;
