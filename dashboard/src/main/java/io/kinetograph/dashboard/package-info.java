// SPDX-License-Identifier: Apache-2.0
/**
 * A small web server that shows, live, what each wearer does and did: it reads the topics of labels
 * and episodes, keeps the latest ones and sends them to a page. {@link
 * io.kinetograph.dashboard.DashboardServer} runs it inside another process, {@link
 * io.kinetograph.dashboard.DashboardCommand} as a process.
 */
@NullMarked
package io.kinetograph.dashboard;

import org.jspecify.annotations.NullMarked;
