// SPDX-License-Identifier: Apache-2.0
/**
 * Serves the latest labels over HTTP. {@link WebServer} serves the page, the wearers in the store
 * as JSON, and health; {@code LabelStream} sends each new label to the open pages as a server-sent
 * event. {@code Views} has the JSON of both.
 */
@NullMarked
package io.kinetograph.dashboard.web;

import org.jspecify.annotations.NullMarked;
