// SPDX-License-Identifier: Apache-2.0
/** Tests of the end-to-end benchmarks. */
@NullMarked
package io.kinetograph.benchmarks.endtoend;

import org.jspecify.annotations.NullMarked;
