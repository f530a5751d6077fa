// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.config;

import static io.kinetograph.streams.config.SettingValues.path;
import static io.kinetograph.streams.config.SettingValues.zeroOrDuration;

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
public record ModelSettings(Optional<Path> file, ModelDevice device, Duration refreshInterval) {

  static void define(SettingsDefinition settings) {
    settings.string(
        "model.file",
        "",
        path(),
        "The ONNX model. Empty: the model shipped in the jar. The app watches the file;"
            + " see [a new model](#a-new-model).");
    settings.string(
        "model.device",
        "auto",
        SettingValues.device(),
        "Device that runs the model: `cpu`; `cuda` or `cuda:N` for an NVIDIA GPU, counted"
            + " from 0; `tensorrt` or `tensorrt:N` for the same GPU with TensorRT. `auto` uses"
            + " the first GPU with CUDA if it works, otherwise the CPU, and logs which one and"
            + " why. If you request a GPU that does not work, startup fails. GPUs need [a"
            + " separate build](#on-a-gpu).");
    settings.string(
        "model.refresh-interval",
        "10s",
        zeroOrDuration("100ms", "1d"),
        "How often the app checks `model.file` for a new model. `0s`: the file is read"
            + " only at startup.");
  }
}
