/** From readings to due segments, by each wearer's own time. */
@NullMarked
package io.kinetograph.streams.segment;

import org.jspecify.annotations.NullMarked;
