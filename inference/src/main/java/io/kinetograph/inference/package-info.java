/** Runs an ONNX model: reads its card, checks it, and turns pictures into logits. */
@NullMarked
package io.kinetograph.inference;

import org.jspecify.annotations.NullMarked;
