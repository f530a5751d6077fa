/** The trainer's command line: from recordings to a model file. */
@NullMarked
package io.kinetograph.trainer.cli;

import org.jspecify.annotations.NullMarked;
