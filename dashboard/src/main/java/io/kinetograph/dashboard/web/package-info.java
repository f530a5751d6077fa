/** The latest labels over HTTP: as JSON, as a stream of server-sent events, and as a page. */
@NullMarked
package io.kinetograph.dashboard.web;

import org.jspecify.annotations.NullMarked;
