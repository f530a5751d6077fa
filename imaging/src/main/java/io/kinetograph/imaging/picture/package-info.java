// SPDX-License-Identifier: Apache-2.0
/**
 * The picture that the network reads.
 *
 * <p>{@link Picture} renders a segment with the model's {@link PixelScale}. Trainer and app both
 * use it, so the model is trained on exactly the pixels it is served.
 */
@NullMarked
package io.kinetograph.imaging.picture;

import org.jspecify.annotations.NullMarked;
