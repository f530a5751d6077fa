/** Writes a trained network as one ONNX file, and proves that the file says the same. */
@NullMarked
package io.kinetograph.trainer.export;

import org.jspecify.annotations.NullMarked;
