/** Fits the table of figures from which simulated wearables make motion. */
@NullMarked
package io.kinetograph.trainer.simulate;

import org.jspecify.annotations.NullMarked;
