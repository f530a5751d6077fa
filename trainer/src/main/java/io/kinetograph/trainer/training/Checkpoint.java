package io.kinetograph.trainer.training;

import ai.djl.nn.Parameter;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.trainer.data.Normalization;
import io.kinetograph.trainer.data.Preprocessing;
import io.kinetograph.trainer.evaluation.EvaluationMetrics;
import io.kinetograph.trainer.file.JsonFile;
import io.kinetograph.trainer.file.RunFolder;
import io.kinetograph.trainer.network.ResNet;
import io.kinetograph.trainer.settings.TrainingSettings;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * All that a training needs to go on as if it had never stopped: weights, averaged weights, the
 * best epoch's if one is looked for, the optimiser's moments, and, as text, settings, epoch, steps
 * and what was fitted to the data.
 */
final class Checkpoint {

  private static final String LABELS = "labels";
  private static final String PIXEL_MIN = "pixel-min";
  private static final String PIXEL_MAX = "pixel-max";
  private static final String MEAN = "standard-mean";
  private static final String DEVIATION = "standard-deviation";
  private static final String ZERO = "standard-zero";
  private static final String CONTRAST = "standard-contrast";
  private static final String POSTURE = "standard-posture";
  private static final String SETTINGS = "settings";
  static final String EPOCH = "epoch";
  private static final String AVERAGE = "average/";
  static final String TRAINED_ON = "trained-on";

  private static final String NETWORK = "network/";
  private static final String BEST = "best/";
  private static final String BEST_EPOCH = "best-epoch";
  private static final String BEST_ACCURACY = "best-accuracy";
  private static final String BEST_LOSS = "best-loss";
  private static final String FOUND_RATE = "found-rate";
  private static final String STEPS = "steps";
  static final String DIGEST = "data-digest";

  private final ResNet network;
  private final ResNet average;
  private final AdamW optimiser;
  private final BestWeights best;

  Checkpoint(Learner learner, BestWeights best) {
    this.best = best;
    this.network = learner.network();
    this.average = learner.average();
    this.optimiser = learner.optimiser();
  }

  static Path file(Path run) {
    return new RunFolder(run).checkpoint();
  }

  /**
   * Opens a model of ours.
   *
   * @param model folder of a run, or a checkpoint
   * @throws IOException if it is neither, naming it
   */
  static TensorFile open(Path model) throws IOException {
    Path file = Files.isDirectory(model) ? file(model) : model;
    if (!Files.exists(file)) {
      throw new IOException(model + " is no run with a checkpoint, nor a checkpoint");
    }
    TensorFile opened = TensorFile.read(file);
    if (!opened.entries().values().containsKey(LABELS)) {
      throw new IOException(file + " is no checkpoint of a training: it does not name its labels");
    }
    return opened;
  }

  static List<String> labels(Entries entries) {
    return List.of(entries.text(LABELS).split(",", -1));
  }

  static TrainingSettings settings(Entries entries) {
    return entries.check(() -> JsonFile.parse(entries.text(SETTINGS), TrainingSettings.class));
  }

  static Preprocessing fit(Entries entries) {
    return entries.check(
        () ->
            new Preprocessing(
                new PixelScale(
                    (float) entries.number(PIXEL_MIN), (float) entries.number(PIXEL_MAX)),
                new Normalization(
                    (float) entries.number(MEAN),
                    (float) entries.number(DEVIATION),
                    (float) entries.number(ZERO),
                    (float) entries.number(CONTRAST),
                    (float) entries.number(POSTURE))));
  }

  /** What precedes the names of the weights that a run is judged by. */
  static String judgedBy(Entries entries) {
    return entries.values().containsKey(BEST_EPOCH) ? BEST : AVERAGE;
  }

  /** The epoch that those weights are of. */
  static int judgedEpoch(Entries entries) {
    return (int) entries.wholeNumberOr(BEST_EPOCH, entries.wholeNumber(EPOCH));
  }

  /** Opens the checkpoint of a run that is taken up. */
  static TensorFile toResume(Path run) throws IOException {
    new RunFolder(run).requireRun();
    return open(run);
  }

  /** The learning rate that a run found by itself, if it did. */
  static OptionalDouble foundRate(Entries entries) {
    return entries.values().containsKey(FOUND_RATE)
        ? OptionalDouble.of(entries.number(FOUND_RATE))
        : OptionalDouble.empty();
  }

  void write(
      Path run, TrainingSettings settings, TrainingData data, OptionalDouble foundRate, int epoch)
      throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(SETTINGS, JsonFile.toTree(settings).toString());
    foundRate.ifPresent(rate -> texts.put(FOUND_RATE, Double.toString(rate)));
    texts.put(LABELS, String.join(",", data.labels()));
    texts.put(PIXEL_MIN, Float.toString(data.scale().min()));
    texts.put(PIXEL_MAX, Float.toString(data.scale().max()));
    texts.put(MEAN, Float.toString(data.normalization().mean()));
    texts.put(DEVIATION, Float.toString(data.normalization().deviation()));
    texts.put(ZERO, Float.toString(data.normalization().zero()));
    texts.put(CONTRAST, Float.toString(data.normalization().contrast()));
    texts.put(POSTURE, Float.toString(data.normalization().posture()));
    texts.put(DIGEST, data.digest());
    texts.put(TRAINED_ON, data.training().summary());
    texts.put(EPOCH, Integer.toString(epoch));
    texts.put(STEPS, Integer.toString(optimiser.steps()));
    Map<String, TensorFile.Tensor> tensors = new LinkedHashMap<>();
    network.parameters().forEach((name, p) -> tensors.put(NETWORK + name, tensor(p)));
    average.parameters().forEach((name, p) -> tensors.put(AVERAGE + name, tensor(p)));
    optimiser
        .moments()
        .forEach(
            (name, values) ->
                tensors.put(name, new TensorFile.Tensor(new long[] {values.capacity()}, values)));
    if (best.epoch() > 0) {
      texts.put(BEST_EPOCH, Integer.toString(best.epoch()));
      texts.put(BEST_ACCURACY, Double.toString(best.judgement().accuracy()));
      texts.put(BEST_LOSS, Double.toString(best.judgement().loss()));
      best.room(average)
          .forEach((name, values) -> tensors.put(BEST + name, tensor(average, name, values)));
    }
    TensorFile.write(file(run), texts, tensors);
  }

  private static TensorFile.Tensor tensor(Parameter parameter) {
    return new TensorFile.Tensor(
        parameter.getShape().getShape(), AdamW.floats(parameter.getArray()));
  }

  private static TensorFile.Tensor tensor(ResNet network, String name, FloatBuffer values) {
    return new TensorFile.Tensor(network.parameter(name).getShape().getShape(), values);
  }

  /** Epochs that a run has done. */
  static int epochs(Entries entries) {
    return (int) entries.wholeNumber(EPOCH);
  }

  /** Puts everything back but the phase, which is begun before. */
  void restore(Path run, TensorFile file, TrainingData data) throws IOException {
    Entries entries = file.entries();
    if (!entries.text(DIGEST).equals(data.digest())) {
      throw new IOException(
          "the data are not those that the run in %s was started with".formatted(run));
    }
    for (Map.Entry<String, Parameter> entry : network.parameters().entrySet()) {
      file.copy(NETWORK + entry.getKey(), entry.getValue());
    }
    for (Map.Entry<String, Parameter> entry : average.parameters().entrySet()) {
      file.copy(AVERAGE + entry.getKey(), entry.getValue());
    }
    for (Map.Entry<String, FloatBuffer> entry : optimiser.moments().entrySet()) {
      file.copy(entry.getKey(), entry.getValue());
    }
    if (entries.values().containsKey(BEST_EPOCH)) {
      for (Map.Entry<String, FloatBuffer> entry : best.room(average).entrySet()) {
        file.copy(BEST + entry.getKey(), entry.getValue());
      }
      best.isOf(
          (int) entries.wholeNumber(BEST_EPOCH),
          new EvaluationMetrics(entries.number(BEST_ACCURACY), entries.number(BEST_LOSS)));
    }
    optimiser.resumeAt((int) entries.wholeNumber(STEPS));
  }
}
