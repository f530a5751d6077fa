// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.app;

import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.fixtures.process.AppProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** {@code kinetograph stream} as a process with a tiny model and two stream threads. */
final class StreamProcess {

  private StreamProcess() {}

  /** Starts the command with its files in the folder. */
  static AppProcess start(Path folder, Map<String, String> settings, String... jvmOptions)
      throws IOException {
    return start(folder, StreamCommand.class, settings, jvmOptions);
  }

  /** Starts a variant of the command. */
  static AppProcess start(
      Path folder, Class<?> main, Map<String, String> settings, String... jvmOptions)
      throws IOException {
    Map<String, String> all = new HashMap<>();
    all.put("model.file", new TinyModel().write(folder.resolve("tiny.onnx")).toString());
    all.put("kafka.num.stream.threads", "2");
    all.put("kafka.state.dir", folder.resolve("state").toString());
    all.putAll(settings);
    return AppProcess.start(folder, "app", main, all, jvmOptions);
  }
}
