// SPDX-License-Identifier: Apache-2.0
/** JMH benchmarks of the steps from a reading to a label: decode, assemble, picture, classify. */
@NullMarked
package io.kinetograph.benchmarks.hotpath;

import org.jspecify.annotations.NullMarked;
