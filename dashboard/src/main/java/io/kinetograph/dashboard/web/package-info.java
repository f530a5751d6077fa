// SPDX-License-Identifier: Apache-2.0
/**
 * Serves the latest labels and episodes over HTTP. {@link WebServer} serves the page, the wearers
 * in the store as JSON, and health; {@code EpisodeRequests} answers what is asked about episodes,
 * and {@code UpdateStream} sends what is new to the open pages as server-sent events. {@code Views}
 * and {@code EpisodeViews} have the JSON.
 */
@NullMarked
package io.kinetograph.dashboard.web;

import org.jspecify.annotations.NullMarked;
