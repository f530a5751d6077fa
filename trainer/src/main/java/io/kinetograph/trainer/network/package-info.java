// SPDX-License-Identifier: Apache-2.0
/**
 * The residual network that classifies pictures: ResNet34, unless a run has another {@link
 * NetworkSize}.
 *
 * <p>{@code ResNetStructure} says once which layers there are and how they are joined. It applies
 * them through {@link Layers}, which has two implementations: {@code EngineLayers} computes with
 * the training engine, and the package {@code export} writes them to an ONNX file. {@link ResNet}
 * holds the weights and is the block that is trained. The layers begin with normalization, where
 * {@code PictureChannels} computes the channels that the network sees. A {@link Discriminant} of
 * {@link SegmentStatistics} is added to the logits, except in training.
 *
 * <p>A {@link Classifier} turns segments into logits: {@link EngineClassifier} by a {@code ResNet},
 * or a model file in the package {@code evaluation}. {@link PyTorch} starts the training engine.
 */
@NullMarked
package io.kinetograph.trainer.network;

import org.jspecify.annotations.NullMarked;
