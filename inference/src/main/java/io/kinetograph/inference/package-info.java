// SPDX-License-Identifier: Apache-2.0
/**
 * Loads and runs an ONNX model, for the app that serves it, the trainer that evaluates and exports
 * it, and the benchmarks.
 *
 * <p>{@link io.kinetograph.inference.ModelFile} reads the bytes. {@link
 * io.kinetograph.inference.ModelLoader} picks a device, opens an {@code OnnxSession} (DJL on ONNX
 * Runtime), which checks the {@link io.kinetograph.inference.ModelCard} and the shapes, tries the
 * model on synthetic pictures ({@code ModelSelfCheck}) and returns a {@link
 * io.kinetograph.inference.LogitsModel}, which is thread-safe. Each check rejects a file by an
 * {@link io.kinetograph.inference.InvalidModelException}. {@code OnnxRuntime} holds the workarounds
 * for ONNX Runtime that every session needs.
 *
 * <p>Public is what another module calls: to load, to run, to compare. Everything that touches a
 * session, a tensor or a GPU is package-private. A further output of the network, such as features,
 * is a further method of {@code LogitsModel}.
 */
@NullMarked
package io.kinetograph.inference;

import org.jspecify.annotations.NullMarked;
