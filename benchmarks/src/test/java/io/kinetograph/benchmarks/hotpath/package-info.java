// SPDX-License-Identifier: Apache-2.0
/** Tests of the benchmarks of the hot path. */
@NullMarked
package io.kinetograph.benchmarks.hotpath;

import org.jspecify.annotations.NullMarked;
