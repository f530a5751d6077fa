/** The {@link io.kinetograph.imaging.picture.Picture} that the network reads. */
@NullMarked
package io.kinetograph.imaging.picture;

import org.jspecify.annotations.NullMarked;
