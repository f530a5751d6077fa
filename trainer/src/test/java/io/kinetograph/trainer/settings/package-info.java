@NullMarked
package io.kinetograph.trainer.settings;

import org.jspecify.annotations.NullMarked;
