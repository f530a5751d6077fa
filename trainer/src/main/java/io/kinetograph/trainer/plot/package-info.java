/** Charts as pictures. */
@NullMarked
package io.kinetograph.trainer.plot;

import org.jspecify.annotations.NullMarked;
