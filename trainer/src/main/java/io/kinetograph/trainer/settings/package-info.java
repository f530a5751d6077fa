/** The settings that, with the data, decide what comes out of a training. */
@NullMarked
package io.kinetograph.trainer.settings;

import org.jspecify.annotations.NullMarked;
