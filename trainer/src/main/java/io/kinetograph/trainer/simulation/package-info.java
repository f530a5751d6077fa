/** Fits the table of figures from which simulated wearables make motion. */
@NullMarked
package io.kinetograph.trainer.simulation;

import org.jspecify.annotations.NullMarked;
