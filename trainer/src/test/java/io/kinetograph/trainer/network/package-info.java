@NullMarked
package io.kinetograph.trainer.network;

import org.jspecify.annotations.NullMarked;
