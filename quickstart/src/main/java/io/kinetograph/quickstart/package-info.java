/** Everything in one process, to try it: a broker, wearables, the app, and who does what. */
@NullMarked
package io.kinetograph.quickstart;

import org.jspecify.annotations.NullMarked;
