/** Motion as figures that were fitted to recordings, and as what is made up from them again. */
@NullMarked
package io.kinetograph.recordings.motion;

import org.jspecify.annotations.NullMarked;
