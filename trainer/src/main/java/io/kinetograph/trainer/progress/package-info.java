// SPDX-License-Identifier: Apache-2.0
/**
 * Shows the progress of long work. The work takes a {@link
 * io.kinetograph.trainer.progress.Progress} and reports to it; {@link
 * io.kinetograph.trainer.progress.TerminalProgress} shows it. Tasks that share a {@link
 * io.kinetograph.trainer.progress.Workload} share one bar and one estimate of the time left, such
 * as all epochs of a cross-validation.
 */
@NullMarked
package io.kinetograph.trainer.progress;

import org.jspecify.annotations.NullMarked;
