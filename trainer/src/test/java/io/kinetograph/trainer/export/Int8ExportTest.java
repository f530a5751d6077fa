// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OrtException;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.ParityCheck;
import io.kinetograph.recordings.dataset.SegmentId;
import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.DataSet.RecordedSegment;
import io.kinetograph.trainer.data.Recordings;
import io.kinetograph.trainer.evaluation.OnnxClassifier;
import io.kinetograph.trainer.export.OnnxExport.Precision;
import io.kinetograph.trainer.network.Discriminant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Int8ExportTest {

  private static final double ANY_LOSS = 100;

  @TempDir private Path folder = Path.of("");

  private final RandomNetwork random = new RandomNetwork();
  private final DataSet recordings = new Recordings(3, 2, 8).dataSet();
  private final DataSet calibration = recordings.where(id -> id.subject() == 1);
  private final DataSet check = recordings.where(id -> id.subject() == 2);

  @AfterEach
  void close() {
    random.close();
  }

  @Test
  void quartersTheFileAndStaysCloseToFloat32() throws IOException {
    Path full = folder.resolve("full.onnx");
    new OnnxExport(Precision.FLOAT32)
        .write(random.network(), RandomNetwork.CARD, random.engine(), segments(), full);
    Path file = folder.resolve("model.onnx");

    AtomicInteger done = new AtomicInteger();
    Int8Export.Result result = write(new Int8Export(ANY_LOSS), file, done::addAndGet);

    assertThat(done).hasValue((int) Int8Export.work(calibration, check));
    assertThat(result.parity().segments()).isEqualTo(24);
    assertThat(result.parity().largestDifference()).isBetween(1e-5f, 0.3f * spread(full));
    long discriminant =
        Float.BYTES
            * Discriminant.shapes(RandomNetwork.LABELS.size()).values().stream()
                .mapToLong(Shape::size)
                .sum();
    assertThat((double) (Files.size(file) - discriminant) / (Files.size(full) - discriminant))
        .as("share without the discriminant, which stays float32")
        .isLessThan(0.29);
  }

  @Test
  void runsAllButTheStemInIntegers() throws IOException, OrtException {
    long convolutions = random.network().structure().convolutions().size();
    long blocks = RandomNetwork.SIZE.blocks().stream().mapToInt(count -> count).sum();
    Path file = folder.resolve("model.onnx");
    write(new Int8Export(ANY_LOSS), file);

    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));

    Map<String, Long> types = OptimizedTypes.of(model, folder);

    assertThat(types.keySet()).containsSubsequence("MaxPool", "QuantizeLinear", "QLinearConv");
    assertThat(types)
        // The bands of the channels, and the stem's two.
        .containsEntry("Conv", 3L)
        .containsEntry("QLinearConv", convolutions - 1)
        .containsEntry("QLinearAdd", blocks)
        .containsEntry("Add", floatAdds(model))
        .containsEntry("Relu", 1L);
  }

  /** Those of the channels and the stem, and those of the discriminant. */
  private static long floatAdds(ModelProto model) {
    List<String> types = model.getGraph().getNodeList().stream().map(NodeProto::getOpType).toList();
    return Stream.concat(
            types.subList(0, types.indexOf("MaxPool")).stream(),
            types.subList(types.indexOf("Gemm"), types.size()).stream())
        .filter("Add"::equals)
        .count();
  }

  @Test
  void containsTheCardAndItsPrecision() throws IOException {
    Path file = folder.resolve("model.onnx");
    write(new Int8Export(ANY_LOSS), file);

    try (OnnxClassifier written = OnnxClassifier.open(file, 1)) {
      assertThat(written.card()).isEqualTo(RandomNetwork.CARD);
    }
    assertThat(ModelProto.parseFrom(Files.readAllBytes(file)).getMetadataPropsList())
        .filteredOn(entry -> entry.getKey().equals("kinetograph.precision"))
        .singleElement()
        .satisfies(entry -> assertThat(entry.getValue()).isEqualTo("int8"));
    assertThat(folder).isDirectoryNotContaining("glob:**.{part,float32}");
  }

  @Test
  void writesNoFileThatLosesTooMuchAccuracy() throws IOException {
    Path file = folder.resolve("model.onnx");
    // Ranges of segments without any acceleration do not fit a wearer who moves.
    DataSet still =
        new DataSet(
            calibration.segments().stream()
                .map(s -> new RecordedSegment(s.id(), Segment.measured(0, new float[15 * 125])))
                .toList());
    DataSet wellNamed = wellNamed();

    assertThatThrownBy(
            () ->
                new Int8Export(0.2)
                    .write(
                        random.network(),
                        RandomNetwork.CARD,
                        random.engine(),
                        still,
                        wellNamed,
                        file,
                        count -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("float32 of 100.00%")
        .hasMessageContaining("more than 0.20 points are lost, and no file is written");

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void toleratesOneLostLabelAndCountsMore() throws IOException {
    Int8Export export = new Int8Export(0.2);

    // One label of 300 is more than 0.2 points.
    export.require(lost(1));
    export.require(lost(-3));
    assertThatThrownBy(() -> export.require(lost(2)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "int8 has an accuracy of 98.33% on 300 segments, and float32 of 99.00%: 2 right labels"
                + " fewer, more than 0.20 points are lost, and no file is written");
  }

  private static Int8Export.Result lost(int labels) {
    return new Int8Export.Result(0.99, 0.99 - labels / 300.0, new ParityCheck(300, 0.1f, 3));
  }

  @Test
  void keepsAnEarlierFileOnAnError() throws IOException {
    Path file = Files.writeString(folder.resolve("model.onnx"), "earlier");
    Int8Export export = new Int8Export(ANY_LOSS);

    assertThatThrownBy(
            () ->
                export.write(
                    random.network(),
                    RandomNetwork.CARD,
                    random.engine(new PixelScale(-12, 10)),
                    calibration,
                    check,
                    file,
                    count -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not agree with the training engine");

    assertThat(file).hasContent("earlier");
    assertThat(folder).isDirectoryNotContaining("glob:**.{part,float32}");
  }

  @Test
  void refusesALossBelowZero() {
    assertThatThrownBy(() -> new Int8Export(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("max-loss -1.0 is not at least 0");
  }

  private Int8Export.Result write(Int8Export export, Path file) throws IOException {
    return write(export, file, count -> {});
  }

  private Int8Export.Result write(Int8Export export, Path file, IntConsumer done)
      throws IOException {
    return export.write(
        random.network(), RandomNetwork.CARD, random.engine(), calibration, check, file, done);
  }

  private List<Segment> segments() {
    return check.segments().stream().map(RecordedSegment::segment).toList();
  }

  /** Segments whose ids have the labels that the network predicts: some of each activity. */
  private DataSet wellNamed() {
    List<Segment> segments = recordings.segments().stream().map(RecordedSegment::segment).toList();
    random.balance(segments);
    List<String> named = random.engine().classify(segments);
    DataSet right =
        new DataSet(
            IntStream.range(0, segments.size())
                .mapToObj(
                    i ->
                        new RecordedSegment(
                            new SegmentId(1 + RandomNetwork.LABELS.indexOf(named.get(i)), 1, 1 + i),
                            segments.get(i)))
                .toList());
    assertThat(right.activities()).hasSizeGreaterThan(1);
    return right;
  }

  /** How much the logits differ between segments. */
  private float spread(Path file) throws IOException {
    try (OnnxClassifier classifier = OnnxClassifier.open(file, 1)) {
      float least = Float.MAX_VALUE;
      float most = -Float.MAX_VALUE;
      for (float[] row : classifier.logits(segments())) {
        least = Math.min(least, row[0]);
        most = Math.max(most, row[0]);
      }
      return most - least;
    }
  }
}
