/** The ResNet34 that names pictures. */
@NullMarked
package io.kinetograph.trainer.network;

import org.jspecify.annotations.NullMarked;
