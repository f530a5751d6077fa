/**
 * Publishes the motion of wearers the way wearables do: one second of one body unit per record, at
 * a chosen pace.
 */
@NullMarked
package io.kinetograph.quickstart.publish;

import org.jspecify.annotations.NullMarked;
