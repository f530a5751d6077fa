@NullMarked
package io.kinetograph.recordings.motion;

import org.jspecify.annotations.NullMarked;
