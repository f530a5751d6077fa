/**
 * Wearers whose activity is known: simulated from the motion table in this jar, or replayed from
 * recordings of the data set. Both are a {@code WearerMotion}, a source of annotated segments.
 */
@NullMarked
package io.kinetograph.quickstart.wearer;

import org.jspecify.annotations.NullMarked;
