// SPDX-License-Identifier: Apache-2.0
/**
 * Exports a trained network as an ONNX file.
 *
 * <p>{@code OnnxModelProto} builds the graph: {@code OnnxLayers} writes each layer, with batch
 * normalization folded in ({@code FoldedConvolution}). {@code OnnxExport} writes float32 and
 * float16 and checks the parity with the training engine.
 *
 * <p>{@code Int8Export} draws segments and quantizes: {@code ActivationHistograms} counts the
 * values of each tensor on them, {@code MseRangeSearch} chooses the int8 range of each tensor, and
 * {@code Int8Graph} rewrites the graph with them.
 */
@NullMarked
package io.kinetograph.trainer.export;

import org.jspecify.annotations.NullMarked;
