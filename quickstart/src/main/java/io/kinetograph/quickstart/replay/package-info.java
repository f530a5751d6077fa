/** Recordings in the layout of UCI's Daily and Sports Activities data set, as motion of wearers. */
@NullMarked
package io.kinetograph.quickstart.replay;

import org.jspecify.annotations.NullMarked;
