// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.settings;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The weights that a training starts from. */
public sealed interface InitialWeights {

  /** The form that {@link #parse} reads. */
  @JsonValue
  String text();

  /**
   * Checks that the file or folder exists.
   *
   * @throws NoSuchFileException if it does not exist
   */
  default void requireThere() throws IOException {}

  private static void requireThere(Path path) throws NoSuchFileException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
  }

  /**
   * Reads {@code random}, {@code pretrained:FILE} or {@code from:RUN_OR_CHECKPOINT}.
   *
   * @throws IllegalArgumentException if the text has none of these forms
   */
  @JsonCreator
  static InitialWeights parse(String text) {
    String[] parts = text.split(":", 2);
    if (text.equals("random")) {
      return new Random();
    } else if (parts.length == 2 && parts[0].equals("pretrained")) {
      return new Pretrained(Path.of(parts[1]));
    } else if (parts.length == 2 && parts[0].equals("from")) {
      return new FromCheckpoint(Path.of(parts[1]));
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not random, pretrained:FILE or from:RUN_OR_CHECKPOINT");
  }

  /** Random weights. */
  record Random() implements InitialWeights {

    @Override
    public String text() {
      return "random";
    }
  }

  /**
   * Published weights, such as those trained on ImageNet.
   *
   * @param file safetensors with torchvision's names and shapes; made absolute, because a later
   *     command may be started in another folder
   */
  record Pretrained(Path file) implements InitialWeights {

    public Pretrained {
      file = file.toAbsolutePath().normalize();
    }

    @Override
    public String text() {
      return "pretrained:" + file;
    }

    @Override
    public void requireThere() throws IOException {
      InitialWeights.requireThere(file);
    }
  }

  /**
   * Weights of an earlier run. Its pixel scale and normalization are used too, because the weights
   * were trained with them; of its last layer, the rows of labels that both runs have are used.
   *
   * @param model folder of the run, or a checkpoint; made absolute, because a later command may be
   *     started in another folder
   */
  record FromCheckpoint(Path model) implements InitialWeights {

    public FromCheckpoint {
      model = model.toAbsolutePath().normalize();
    }

    @Override
    public String text() {
      return "from:" + model;
    }

    @Override
    public void requireThere() throws IOException {
      InitialWeights.requireThere(model);
    }
  }
}
