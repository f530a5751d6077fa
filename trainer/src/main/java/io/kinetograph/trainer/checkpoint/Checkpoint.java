// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.kinetograph.trainer.checkpoint.SafetensorsFile.NumberType;
import io.kinetograph.trainer.checkpoint.SafetensorsFile.Tensor;
import io.kinetograph.trainer.evaluation.EvaluationMetrics;
import io.kinetograph.trainer.file.JsonFile;
import io.kinetograph.trainer.file.RunFolder;
import io.kinetograph.trainer.network.Discriminant;
import io.kinetograph.trainer.network.PyTorch;
import io.kinetograph.trainer.network.ResNet;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The state of a run after an epoch: everything that a training needs to continue as if it had
 * never stopped, and the run's evaluation weights.
 */
public final class Checkpoint {

  private static final String OTHER_NETWORK =
      "the checkpoint belongs to another network or an older version; train again";
  private static final String NO_DISCRIMINANT =
      "the checkpoint belongs to an older version; 'train --from' starts a new run with its weights";

  private static final String EPOCH = "state/epoch";
  private static final String STEPS = "state/steps";
  private static final String BEST_EPOCH = "state/best-epoch";
  private static final String BEST_ACCURACY = "state/best-accuracy";
  private static final String BEST_LOSS = "state/best-loss";

  private final Path file;
  private final RunDescription run;
  private final SafetensorsFile tensors;

  private Checkpoint(Path file, RunDescription run, SafetensorsFile tensors) {
    this.file = file;
    this.run = run;
    this.tensors = tensors;
  }

  /**
   * The progress of a training.
   *
   * @param epochs finished
   * @param steps of the optimizer in the current phase
   * @param best the best epoch so far, if the run has early stopping
   */
  public record State(int epochs, int steps, Optional<BestEpoch> best) {}

  /**
   * The epoch whose EMA weights have the best metrics on the validation set.
   *
   * @param epoch its number, from 1
   * @param metrics on the validation set
   */
  public record BestEpoch(int epoch, EvaluationMetrics metrics) {}

  /**
   * Writes the checkpoint of a run; before the first one, the run's description.
   *
   * @throws IOException if it cannot be written; an earlier checkpoint is then unchanged
   */
  public static void write(RunFolder folder, RunDescription run, State state, TrainingArrays arrays)
      throws IOException {
    if (!folder.holdsRun()) {
      JsonFile.write(folder.run(), run);
    }
    try (NDManager manager = PyTorch.newManager();
        NDList list = new NDList()) {
      arrays
          .byName()
          .forEach(
              (name, array) -> {
                // A view with another name: copies nothing.
                NDArray view = array.stopGradient();
                view.setName(name);
                list.add(view);
              });
      addNumber(list, manager, EPOCH, state.epochs());
      addNumber(list, manager, STEPS, state.steps());
      state
          .best()
          .ifPresent(
              best -> {
                addNumber(list, manager, BEST_EPOCH, best.epoch());
                addNumber(list, manager, BEST_ACCURACY, best.metrics().accuracy());
                addNumber(list, manager, BEST_LOSS, best.metrics().loss());
              });
      SafetensorsFile.write(folder.checkpoint(), list);
    }
  }

  private static void addNumber(NDList list, NDManager manager, String name, double number) {
    NDArray array = manager.create(new double[] {number});
    array.setName(name);
    list.add(array);
  }

  /**
   * Opens a checkpoint. Its weights are read from the file on request.
   *
   * @param model folder of a run, or a checkpoint
   * @throws IOException if it is neither or cannot be read; the message names it
   */
  public static Checkpoint open(Path model) throws IOException {
    Path file = Files.isDirectory(model) ? new RunFolder(model).checkpoint() : model;
    if (!Files.exists(file)) {
      throw new IOException(model + " is neither a run with a checkpoint nor a checkpoint");
    }
    SafetensorsFile tensors =
        SafetensorsFile.read(file, "checkpoint", Set.of(NumberType.F32, NumberType.F64));
    return new Checkpoint(file, RunDescription.of(model), tensors);
  }

  /** The description of the run. */
  public RunDescription run() {
    return run;
  }

  /**
   * The progress of the training.
   *
   * @throws IOException if the file does not contain it
   */
  public State state() throws IOException {
    Optional<BestEpoch> best =
        hasBest()
            ? Optional.of(
                new BestEpoch(
                    wholeNumber(BEST_EPOCH),
                    new EvaluationMetrics(number(BEST_ACCURACY), number(BEST_LOSS))))
            : Optional.empty();
    return new State(wholeNumber(EPOCH), wholeNumber(STEPS), best);
  }

  private boolean hasBest() {
    return tensors.tensors().containsKey(BEST_EPOCH);
  }

  private double number(String name) throws IOException {
    Tensor tensor = tensors.tensor(name);
    if (tensor.type() != NumberType.F64 || tensor.numbers().capacity() != Double.BYTES) {
      throw new IOException("%s: tensor %s is not one F64".formatted(file, name));
    }
    return tensor.numbers().order(ByteOrder.LITTLE_ENDIAN).getDouble(0);
  }

  private int wholeNumber(String name) throws IOException {
    double number = number(name);
    if (!(number >= 0 && number <= Integer.MAX_VALUE && number == Math.rint(number))) {
      throw new IOException(
          "%s: tensor %s is %s, not a count from 0 on".formatted(file, name, number));
    }
    return (int) number;
  }

  /** The epoch of the evaluation weights: the best one, or else the last. */
  public int evaluatedEpoch() throws IOException {
    return wholeNumber(hasBest() ? BEST_EPOCH : EPOCH);
  }

  /**
   * A parameter's evaluation weights: the EMA weights of the best epoch with early stopping, or
   * else of the last epoch.
   *
   * @param parameter its name in torchvision
   * @throws IOException if the file does not have it
   */
  public float[] evaluatedWeight(String parameter) throws IOException {
    return floats(evaluated(parameter));
  }

  /**
   * Copies a parameter's evaluation weights into a network.
   *
   * @param parameter its name in torchvision
   * @throws IOException if they do not fit; the message names file and tensor
   */
  public void copyEvaluatedWeight(String parameter, ResNet network) throws IOException {
    copy(evaluated(parameter), network.parameter(parameter).getArray());
  }

  private String evaluated(String parameter) {
    return (hasBest() ? TrainingArrays.BEST : TrainingArrays.EMA) + parameter;
  }

  /**
   * Fills the arrays of a training.
   *
   * @throws IOException if they do not fit; the message names file and tensor
   */
  public void restore(TrainingArrays arrays) throws IOException {
    for (Map.Entry<String, NDArray> entry : arrays.byName().entrySet()) {
      copy(entry.getKey(), entry.getValue());
    }
  }

  private float[] floats(String name) throws IOException {
    Tensor tensor = tensors.tensor(name);
    if (tensor.type() != NumberType.F32) {
      throw new IOException("%s: tensor %s is %s, not F32".formatted(file, name, tensor.type()));
    }
    return tensor.floats();
  }

  private void copy(String name, NDArray target) throws IOException {
    if (!tensors.tensors().containsKey(name)) {
      String why =
          Discriminant.isParameter(name.substring(name.indexOf('/') + 1))
              ? NO_DISCRIMINANT
              : OTHER_NETWORK;
      throw new IOException("%s has no tensor %s: %s".formatted(file, name, why));
    }
    float[] numbers = floats(name);
    String shape = Arrays.toString(target.getShape().getShape());
    if (!tensors.tensor(name).shape().toString().equals(shape)) {
      throw new IOException(
          "%s: tensor %s has the shape %s, not %s: %s"
              .formatted(file, name, tensors.tensor(name).shape(), shape, OTHER_NETWORK));
    }
    PyTorch.floats(target).put(numbers);
  }
}
