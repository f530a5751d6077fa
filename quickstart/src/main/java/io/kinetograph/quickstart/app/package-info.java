/** The app, as the quickstart runs it. */
@NullMarked
package io.kinetograph.quickstart.app;

import org.jspecify.annotations.NullMarked;
