package io.kinetograph.trainer.data;

import io.kinetograph.imaging.picture.PixelScale;

/**
 * How segments become what the first convolution sees.
 *
 * @param scale from accelerations to pixels
 * @param normalization of the pixels
 */
public record Preprocessing(PixelScale scale, Normalization normalization) {}
