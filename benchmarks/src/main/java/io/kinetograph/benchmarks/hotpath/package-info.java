/** What the steps of a reading's way cost: decode, store, close, classify. */
@NullMarked
package io.kinetograph.benchmarks.hotpath;

import org.jspecify.annotations.NullMarked;
