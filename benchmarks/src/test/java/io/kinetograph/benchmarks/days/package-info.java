// SPDX-License-Identifier: Apache-2.0
/** Tests of spliced days. */
@NullMarked
package io.kinetograph.benchmarks.days;

import org.jspecify.annotations.NullMarked;
