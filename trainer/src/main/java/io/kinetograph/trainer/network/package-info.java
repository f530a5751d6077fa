/** The residual network that classifies pictures: ResNet34, unless a run has another size. */
@NullMarked
package io.kinetograph.trainer.network;

import org.jspecify.annotations.NullMarked;
