// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.report;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.inference.ModelCard;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.FoldResult;
import io.kinetograph.trainer.crossvalidation.CrossValidationResults.Misclassification;
import io.kinetograph.trainer.evaluation.SpeedMeasurement.SpeedFile;
import io.kinetograph.trainer.network.NetworkSize;
import io.kinetograph.trainer.report.Report.Sources;
import io.kinetograph.trainer.report.TrainingHistory.Trainings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The content of a report, read and checked.
 *
 * @param protocols in the order given
 * @param trainings whose history is known
 * @param speed of model files, if measured
 * @param model the file, if given
 * @param pictures PNG of segments by their id
 * @param notes what a reader must know to read the figures right
 * @param commands that produced the figures
 */
record ReportContent(
    List<ReportedProtocol> protocols,
    List<Trainings> trainings,
    @Nullable SpeedFile speed,
    @Nullable ReportedModel model,
    Map<String, byte[]> pictures,
    List<String> notes,
    List<String> commands) {

  /** All protocols, from wearers that the network has seen to new ones. */
  private static final List<String> PROTOCOLS =
      List.of("random", "rrss", "kfold", "loso", "pairs", "four-subjects");

  /** {@link NetworkSize#title} in a card that 'export' wrote. */
  private static final Pattern NETWORK_OF_CARD =
      Pattern.compile("; (ResNet34|ResNet \\d+:\\d+(?:,\\d+){3}), ");

  /**
   * Reads all sources.
   *
   * @throws IOException if one cannot be read; the message names the file
   */
  static ReportContent read(Sources sources) throws IOException {
    List<ReportedProtocol> protocols = new ArrayList<>();
    for (Path folder : sources.results()) {
      protocols.addAll(ReportedProtocol.readAll(folder));
    }
    requireOneModel(protocols);
    Path model = sources.model();
    Path speed = sources.modelSpeed();
    ReportedModel modelFile = model == null ? null : ReportedModel.read(model);
    return new ReportContent(
        protocols,
        trainings(sources.run(), protocols),
        speed == null ? null : SpeedFile.read(speed),
        modelFile,
        pictures(sources.data(), protocols, modelFile == null ? null : modelFile.card().scale()),
        sources.notes(),
        sources.commands());
  }

  /** A page that compares protocols must not compare two versions of the model. */
  private static void requireOneModel(List<ReportedProtocol> protocols) throws IOException {
    for (ReportedProtocol protocol : protocols) {
      ReportedProtocol first = protocols.get(0);
      int format = protocol.results().modelFormat();
      if (format != first.results().modelFormat()) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s has results of another version of the model than %s (format %d, not %d): evaluate"
                    + " all with one version, or write a report for each",
                protocol.folder(),
                first.folder(),
                format,
                first.results().modelFormat()));
      }
    }
  }

  private static List<Trainings> trainings(@Nullable Path run, List<ReportedProtocol> protocols)
      throws IOException {
    List<Trainings> trainings = new ArrayList<>();
    if (run != null) {
      String name = String.valueOf(run.toAbsolutePath().normalize().getFileName());
      TrainingHistory history =
          TrainingHistory.read(name, run)
              .orElseThrow(() -> new IOException(TrainingHistory.missingIn(run)));
      trainings.add(new Trainings(name, List.of(history)));
    }
    for (ReportedProtocol protocol : protocols) {
      List<TrainingHistory> histories = new ArrayList<>();
      for (FoldResult fold : protocol.results().folds()) {
        // The folder of a fold may have been moved away; its results remain.
        TrainingHistory.read(fold.name(), protocol.folder().resolve(fold.name()))
            .ifPresent(histories::add);
      }
      if (!histories.isEmpty()) {
        trainings.add(new Trainings(protocol.title(), histories));
      }
    }
    return trainings;
  }

  private static Map<String, byte[]> pictures(
      @Nullable Path data, List<ReportedProtocol> protocols, @Nullable PixelScale scale)
      throws IOException {
    if (data == null) {
      return Map.of();
    }
    Set<String> wanted =
        protocols.stream()
            .flatMap(protocol -> protocol.results().misclassifications().stream())
            .map(Misclassification::segment)
            .collect(Collectors.toSet());
    return wanted.isEmpty() ? Map.of() : SegmentPictures.draw(data, wanted, scale);
  }

  /** The networks of the results and of the model file, such as {@code ResNet34}. */
  public String networks() {
    Set<String> titles = new LinkedHashSet<>();
    protocols.forEach(
        protocol -> protocol.network().map(NetworkSize::title).ifPresent(titles::add));
    if (model != null) {
      NETWORK_OF_CARD
          .matcher(model.card().trainingData())
          .results()
          .forEach(found -> titles.add(found.group(1)));
    }
    return titles.isEmpty() ? "residual network" : String.join(" or ", titles);
  }

  /** The names of all protocols in the order of the comparison. */
  public Set<String> protocolNames() {
    Set<String> names = new LinkedHashSet<>(PROTOCOLS);
    protocols.stream()
        .filter(protocol -> protocol.results().unknown() == null)
        .forEach(protocol -> names.add(protocol.results().protocol()));
    return names;
  }

  /** What was not measured. */
  public List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (String name : PROTOCOLS) {
      if (protocols.stream().noneMatch(p -> p.results().protocol().equals(name))) {
        missing.add("protocol " + name);
      }
    }
    if (protocols.stream().allMatch(protocol -> protocol.results().unknown() == null)) {
      missing.add("detection of unknown activities");
    }
    if (protocols.stream().allMatch(protocol -> protocol.results().wornUnits().isEmpty())) {
      missing.add("accuracy by worn units");
    }
    if (protocols.stream().allMatch(protocol -> protocol.results().mountings().isEmpty())) {
      missing.add("accuracy by mounting");
    }
    if (protocols.stream().allMatch(protocol -> protocol.results().calibration() == null)) {
      missing.add("calibration of the confidences");
    }
    if (trainings.isEmpty()) {
      missing.add("loss, learning rate and training time");
    }
    if (speed == null) {
      missing.add("size and speed by precision");
    }
    if (model == null) {
      missing.add("the model file");
    }
    return missing;
  }

  /**
   * A model file and its model card.
   *
   * @param name of the file
   * @param bytes its size
   * @param precision of its weights
   * @param card from its metadata
   */
  record ReportedModel(String name, long bytes, String precision, ModelCard card) {

    /**
     * Reads a file.
     *
     * @throws IOException if it is not a model with a card; the message names the file
     */
    static ReportedModel read(Path file) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      try {
        ModelProto model = ModelProto.parseFrom(bytes);
        Map<String, String> metadata = new HashMap<>();
        for (StringStringEntryProto entry : model.getMetadataPropsList()) {
          metadata.put(entry.getKey(), entry.getValue());
        }
        return new ReportedModel(
            String.valueOf(file.getFileName()),
            bytes.length,
            precision(model),
            ModelCard.fromMetadata(file.toString(), metadata));
      } catch (InvalidProtocolBufferException e) {
        throw new IOException("%s is not a model: %s".formatted(file, e.getMessage()), e);
      } catch (InvalidModelException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    /** The narrowest type of the weights; int8 files keep some of them wider. */
    private static String precision(ModelProto model) {
      if (holds(model, DataType.INT8)) {
        return "int8";
      }
      return holds(model, DataType.FLOAT16) ? "float16" : "float32";
    }

    private static boolean holds(ModelProto model, DataType type) {
      return model.getGraph().getInitializerList().stream()
          .mapToInt(TensorProto::getDataType)
          .anyMatch(found -> found == type.getNumber());
    }
  }
}
