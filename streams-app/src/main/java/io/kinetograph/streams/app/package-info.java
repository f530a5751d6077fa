/** The production process. */
@NullMarked
package io.kinetograph.streams.app;

import org.jspecify.annotations.NullMarked;
