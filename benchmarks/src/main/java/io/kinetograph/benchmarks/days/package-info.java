// SPDX-License-Identifier: Apache-2.0
/**
 * {@code kinetograph bench days}: recordings are cut into bouts and spliced into days with many
 * transitions; labels are compared with what the wearers really did.
 */
@NullMarked
package io.kinetograph.benchmarks.days;

import org.jspecify.annotations.NullMarked;
