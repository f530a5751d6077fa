/** From the activity topic to the latest labels of each wearer. */
@NullMarked
package io.kinetograph.dashboard.label;

import org.jspecify.annotations.NullMarked;
