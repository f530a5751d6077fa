// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.inference.LogitsModel;
import io.kinetograph.inference.ModelDevice;
import io.kinetograph.inference.ModelFile;
import io.kinetograph.inference.ModelLoader;
import io.kinetograph.streams.config.ModelSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that loads while the app starts. */
class ModelLoadTest {

  private final ModelLoader loader = new ModelLoader(ModelDevice.CPU, 1);

  @TempDir private Path folder;

  @Test
  void theModelOfTheFileIsLoaded() throws Exception {
    Path file = Files.write(folder.resolve("tiny.onnx"), new TinyModel().bytes());

    try (ModelLoad load = ModelLoad.begin(settings(file), 1);
        LogitsModel model = load.take()) {
      assertThat(model.card().version()).isEqualTo(tiny().card().version());
    }
  }

  @Test
  void othersGoOnMeanwhile() throws Exception {
    CountDownLatch otherPart = new CountDownLatch(1);

    try (ModelLoad load =
        ModelLoad.begin(
            loader,
            () -> {
              await(otherPart);
              return tiny();
            })) {
      otherPart.countDown();
      load.take().close();
    }
  }

  @Test
  void anInvalidModelIsTheErrorOfWhoeverWaitsForIt() throws Exception {
    Path file = Files.writeString(folder.resolve("text.onnx"), "not a model");

    try (ModelLoad load = ModelLoad.begin(settings(file), 1)) {
      assertThatExceptionOfType(InvalidModelException.class)
          .isThrownBy(load::take)
          .withMessageContaining("text.onnx");
    }
  }

  @Test
  void anErrorOfTheJvmStaysOne() {
    ModelLoad load =
        ModelLoad.begin(
            loader,
            () -> {
              throw new UnsatisfiedLinkError("no onnxruntime");
            });

    assertThatThrownBy(load::take).isInstanceOf(UnsatisfiedLinkError.class);
    load.close();
  }

  @Test
  void aModelThatNobodyTakesIsClosed() throws Exception {
    LogitsModel model = tiny();

    ModelLoad.begin(loader, () -> model).close();

    assertThatThrownBy(() -> model.run(List.of())).isInstanceOf(IllegalStateException.class);
  }

  private LogitsModel tiny() throws InvalidModelException {
    return loader.load(ModelFile.of("tiny", new TinyModel().bytes()));
  }

  private static ModelSettings settings(Path file) {
    return new ModelSettings(Optional.of(file), ModelDevice.CPU, Duration.ZERO);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
