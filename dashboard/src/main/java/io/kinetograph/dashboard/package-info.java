/**
 * A small web server that shows, live, what each wearer does: it reads the activity topic, keeps
 * the latest labels and hands them to a page. {@link io.kinetograph.dashboard.DashboardServer} runs
 * it within a process, {@link io.kinetograph.dashboard.DashboardCommand} as one.
 */
@NullMarked
package io.kinetograph.dashboard;

import org.jspecify.annotations.NullMarked;
