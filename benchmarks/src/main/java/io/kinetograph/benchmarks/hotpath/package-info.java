// SPDX-License-Identifier: Apache-2.0
/**
 * JMH benchmarks of the steps from a reading to a label: decode, add, assemble and render,
 * classify, encode.
 */
@NullMarked
package io.kinetograph.benchmarks.hotpath;

import org.jspecify.annotations.NullMarked;
