// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Recordings;
import io.kinetograph.trainer.network.NetworkSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The network of the default size. */
class Int8ExportIT {

  @Test
  void runsResNet34InIntegers(@TempDir Path folder) throws IOException, OrtException {
    DataSet recordings = new Recordings(3, 2, 2).dataSet();
    Path file = folder.resolve("model.onnx");
    try (RandomNetwork random = new RandomNetwork(NetworkSize.resNet34())) {
      new Int8Export(100)
          .write(
              random.network(),
              RandomNetwork.CARD,
              random.engine(),
              recordings.where(id -> id.subject() == 1),
              recordings.where(id -> id.subject() == 2),
              file,
              count -> {});
    }

    assertThat(OptimizedTypes.of(ModelProto.parseFrom(Files.readAllBytes(file)), folder))
        .containsEntry("Conv", 3L)
        .containsEntry("QLinearConv", 35L)
        .containsEntry("QLinearAdd", 16L);
    assertThat(Files.size(file)).isLessThan(9_000_000);
  }
}
