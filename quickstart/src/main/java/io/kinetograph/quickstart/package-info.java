// SPDX-License-Identifier: Apache-2.0
/**
 * Kinetograph in one process, to try it: {@link io.kinetograph.quickstart.QuickstartCommand} reads
 * the options and starts a {@code QuickstartRun}. A run starts an {@link
 * io.kinetograph.quickstart.EmbeddedBroker}, creates the topics, starts the app and the dashboard,
 * plays back the motion of its wearers ({@code wearer}) to the input topic ({@code publish}), and
 * waits for its end ({@code RunWatch}). Labels are compared with the ground truth and shown by
 * {@code display}.
 */
@NullMarked
package io.kinetograph.quickstart;

import org.jspecify.annotations.NullMarked;
