@NullMarked
package io.kinetograph.trainer.cli;

import org.jspecify.annotations.NullMarked;
