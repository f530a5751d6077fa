/** What a model file says about itself: the {@link io.kinetograph.imaging.model.ModelCard}. */
@NullMarked
package io.kinetograph.imaging.model;

import org.jspecify.annotations.NullMarked;
