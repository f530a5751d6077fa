// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import io.kinetograph.inference.ModelDevice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Which model serves, on what, and how often its file is checked for a new one.
 *
 * @param file the ONNX file, or empty for the model that is shipped
 * @param device what it runs on
 * @param refreshInterval from one check of the file to the next; zero for none
 */
public record ModelSettings(Optional<Path> file, ModelDevice device, Duration refreshInterval) {}
