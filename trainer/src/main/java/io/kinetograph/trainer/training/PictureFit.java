package io.kinetograph.trainer.training;

import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.trainer.data.Standardisation;

/**
 * How segments become what the first convolution sees.
 *
 * @param scale from accelerations to pixels
 * @param standardisation of the pixels
 */
record PictureFit(PixelScale scale, Standardisation standardisation) {}
