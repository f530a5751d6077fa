// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnx.proto.OnnxMl;
import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.segment.Segment;
import java.io.RandomAccessFile;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxModelTest {

  @TempDir Path folder;

  @Test
  void logitsAreThoseOfTheNetwork() throws Exception {
    Path file = new TinyModel().write(folder.resolve("tiny.onnx"));
    List<Segment> segments = segments(3);
    try (LogitsModel model = load(file)) {
      List<float[]> logits = model.logits(model.render(segments));

      assertThat(logits).hasSize(3);
      for (int i = 0; i < 3; i++) {
        double[] expected = TinyModel.logits("tiny-1", TinyModel.LABELS, segments.get(i));
        for (int label = 0; label < expected.length; label++) {
          assertThat((double) logits.get(i)[label]).isCloseTo(expected[label], within(1e-3));
        }
      }
      assertThat(model.logits(List.of())).isEmpty();
      assertThat(model.card().version()).isEqualTo("tiny-1");
      assertThat(model.device()).isEqualTo(ModelDevice.CPU);
      assertThat(model.digest()).isEqualTo(ModelFile.read(file).digest()).hasSize(64);
    }
  }

  @Test
  void aPictureHasTheSameLogitsInEveryBatchAndOnEveryThread() throws Exception {
    Path file = new TinyModel().write(folder.resolve("tiny.onnx"));
    var threads = Executors.newFixedThreadPool(4);
    try (LogitsModel model = load(file)) {
      List<Picture> pictures = model.render(segments(40));
      List<Future<List<float[]>>> answers = new ArrayList<>();
      for (int batch : new int[] {1, 3, 7, 40}) {
        answers.add(
            threads.submit(
                () -> {
                  List<float[]> all = new ArrayList<>();
                  for (int from = 0; from < pictures.size(); from += batch) {
                    int to = Math.min(pictures.size(), from + batch);
                    all.addAll(model.logits(pictures.subList(from, to)));
                  }
                  return all;
                }));
      }
      for (int i = 0; i < pictures.size(); i++) {
        float[] expected = answers.get(0).get().get(i);
        int best = Logits.argMax(expected);
        for (Future<List<float[]>> answer : answers) {
          float[] logits = answer.get().get(i);
          assertThat(logits).containsExactly(expected, within(1e-3f));
          assertThat(Logits.argMax(logits)).isEqualTo(best);
          assertThat(Logits.softmax(logits)[best])
              .isCloseTo(Logits.softmax(expected)[best], within(1e-4));
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  /** The largest batch of {@link #load} is 8. */
  @Test
  void aLongListIsRunInBatchesOfTheLargestSize() throws Exception {
    Path file = new TinyModel().write(folder.resolve("tiny.onnx"));
    try (LogitsModel model = load(file)) {
      List<Picture> pictures = model.render(segments(21));
      List<float[]> expected = new ArrayList<>();
      for (int from = 0; from < 21; from += 8) {
        expected.addAll(model.logits(pictures.subList(from, Math.min(21, from + 8))));
      }
      List<float[]> logits = model.logits(pictures);
      assertThat(logits).hasSize(21);
      for (int i = 0; i < 21; i++) {
        assertThat(logits.get(i)).containsExactly(expected.get(i));
      }
    }
  }

  @Test
  void aClosedModelRejectsToRun() throws Exception {
    LogitsModel model = load(new TinyModel().write(folder.resolve("tiny.onnx")));
    List<Picture> pictures = model.render(segments(1));
    model.close();
    assertThatThrownBy(() -> model.logits(pictures))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("model tiny-1 has been closed");
  }

  @Test
  void aFileThatIsNotAModelIsRejectedInOneLine() throws Exception {
    Path garbage = Files.writeString(folder.resolve("garbage.onnx"), "no model");
    assertRejected(garbage, garbage + " is not an ONNX model: ");
    assertRejected(Path.of("no-such.onnx"), "model file no-such.onnx does not exist");

    Path whole = new TinyModel().write(folder.resolve("whole.onnx"));
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(bytes, bytes.length / 2));
    assertRejected(cut, cut + " is not an ONNX model: ");
  }

  @Test
  void aModelWithWeightsInAnotherFileIsRejected() throws Exception {
    for (String location : List.of("m.onnx.data", "../m.data", "/etc/passwd", "a\u001b[2J\nb")) {
      Path file = new TinyModel().withWeightsIn(location).write(folder.resolve("m.onnx"));
      Files.write(folder.resolve("m.onnx.data"), new byte[Picture.PIXELS * 5 * Float.BYTES]);
      assertRejected(
          file,
          "%s has weights in another file ('%s'), but a model must be one file: export it with"
                  .formatted(file, location.replaceAll("\\p{Cc}", "?"))
              + " external_data=False (PyTorch), or merge the files in Python with"
              + " onnx.save(onnx.load('model.onnx'), 'merged.onnx')");
    }
  }

  @Test
  void aModelOfANewerOnnxIsRejectedWithItsVersions() throws Exception {
    Path ir = new TinyModel().withVersions(99, 18).write(folder.resolve("ir.onnx"));
    assertRejected(
        ir,
        "%s has ONNX opset 18 (IR version 99), which ONNX Runtime %s cannot load; export it with an older opset: "
            .formatted(ir, OnnxRuntime.version()));

    Path opset = new TinyModel().withVersions(8, 99).write(folder.resolve("opset.onnx"));
    assertRejected(
        opset,
        "%s has ONNX opset 99 (IR version 8), which ONNX Runtime %s cannot load; export it with an older opset: "
            .formatted(opset, OnnxRuntime.version()));

    Path layer = new TinyModel().withLastLayer("Softmux").write(folder.resolve("layer.onnx"));
    assertRejected(
        layer,
        "%s has ONNX opset 18 (IR version 8), which ONNX Runtime %s cannot load: "
            .formatted(layer, OnnxRuntime.version()));
  }

  @Test
  void probabilitiesInPlaceOfLogitsAreRejected() throws Exception {
    Map<String, String> layers =
        Map.of(
            "Softmax", "probabilities (they sum to 1)",
            "LogSoftmax", "log-probabilities (e to their power sums to 1)",
            "Sigmoid", "probabilities (each is from 0 to 1)");
    List<String> labels = List.of("a", "b", "c", "d", "e", "f", "g", "h");
    for (int largestBatch : new int[] {1, 32}) {
      for (var layer : layers.entrySet()) {
        Path file =
            new TinyModel("tiny-1", labels)
                .withLastLayer(layer.getKey())
                .write(folder.resolve("p.onnx"));
        ModelFile read = ModelFile.read(file);
        assertThatThrownBy(() -> new ModelLoader(ModelDevice.CPU, largestBatch).load(read).close())
            .isInstanceOf(InvalidModelException.class)
            .hasMessage(
                "%s gives %s for every synthetic picture, not logits; export it without its last"
                    + " layer, %s",
                file, layer.getValue(), layer.getKey());
      }
    }
    Path positive = new TinyModel().withLastLayer("Relu").write(folder.resolve("relu.onnx"));
    load(positive).close();
    // As the small logits of a network that was hardly trained may be.
    Path small = new TinyModel().withLastLayer("Sigmoid").write(folder.resolve("small.onnx"));
    load(small).close();
  }

  @Test
  void aModelThatDoesNotFitItsCardOrOurPicturesIsRejected() throws Exception {
    Path noCard = new TinyModel().without("kinetograph.labels").write(folder.resolve("a.onnx"));
    assertRejected(noCard, noCard + ": model card: kinetograph.labels is missing");

    Path rows = new TinyModel().withRows(9).write(folder.resolve("b.onnx"));
    assertRejected(rows, rows + ": picture is ");

    Path classes = new TinyModel().withClasses(4).write(folder.resolve("c.onnx"));
    assertRejected(classes, classes + ": logits is ");
  }

  @Test
  void aCardWithTwoValuesOfAnEntryIsRejected() throws Exception {
    Path file = folder.resolve("twice.onnx");
    for (String key : List.of("producer", "kinetograph.version")) {
      Files.write(
          file,
          OnnxMl.ModelProto.parseFrom(new TinyModel().with("producer", "a").bytes()).toBuilder()
              .addMetadataProps(
                  OnnxMl.StringStringEntryProto.newBuilder().setKey(key).setValue("tiny-2"))
              .build()
              .toByteArray());
      if (key.equals("producer")) {
        load(file).close();
      } else {
        assertRejected(
            file,
            file + ": model card: the file has more than one entry kinetograph.version; keep");
      }
    }
  }

  @Test
  void labelsMayHaveEmoji() throws Exception {
    List<String> labels = List.of("\uD83C\uDFC3 running", "\uD83D\uDEB6 walking");

    try (LogitsModel model =
        load(new TinyModel("tiny-\uD83D\uDE80", labels).write(folder.resolve("emoji.onnx")))) {
      assertThat(model.card().labels()).isEqualTo(labels);
      assertThat(model.card().version()).isEqualTo("tiny-\uD83D\uDE80");
    }
  }

  @Test
  void featuresAreReadByNameAndAbsentFromAnEarlierFile() throws Exception {
    Path earlier = new TinyModel().write(folder.resolve("earlier.onnx"));
    Path file = new TinyModel().withFirstOutput("features").write(folder.resolve("features.onnx"));
    try (LogitsModel without = load(earlier);
        LogitsModel model = load(file)) {
      List<Picture> pictures = model.render(segments(3));
      List<ModelOutput> outputs = model.run(pictures);
      for (int i = 0; i < 3; i++) {
        assertThat(outputs.get(i).logits()).isEqualTo(without.logits(pictures).get(i));
        FloatBuffer pixels = FloatBuffer.allocate(Picture.PIXELS);
        pictures.get(i).putInto(pixels);
        assertThat(outputs.get(i).features()).isEqualTo(pixels.array());
        assertThat(without.run(pictures).get(i).features()).isEmpty();
      }
    }
    Path other = new TinyModel().withFirstOutput("other").write(folder.resolve("other.onnx"));
    assertRejected(other, other + " has [other, logits] where one tensor 'logits' is expected");
  }

  @Test
  void aModelThatFailsWhenItIsTriedIsRejected() throws Exception {
    Path nan = new TinyModel().withFirstWeight(Float.NaN).write(folder.resolve("a.onnx"));
    assertRejected(nan, nan + " gives NaN for 'a' on a batch of 1 synthetic pictures");

    Path mixing = new TinyModel().mixingTheBatch().write(folder.resolve("b.onnx"));
    assertRejected(mixing, mixing + " gives a picture other logits in a batch of 8: ");

    Path one = new TinyModel().forOnePicture().write(folder.resolve("c.onnx"));
    assertRejected(
        one, one + " fails on a batch of 8 synthetic pictures: the network gave 5 logits, not 40");
  }

  /** Each logit is e to a power, which overflows if the picture has the weights' signs. */
  @Test
  void aModelThatServesMayGiveALogitThatIsNotFinite() throws Exception {
    Path file = new TinyModel().withLastLayer("Exp").write(folder.resolve("exp.onnx"));
    List<Float> weights = TinyModel.weights("tiny-1", Picture.PIXELS, TinyModel.LABELS.size());
    List<String> warnings = new ArrayList<>();
    try (LogitsModel model = new WatchedModel(load(file), warnings::add)) {
      float[] values = new float[Picture.PIXELS];
      for (int pixel = 0; pixel < values.length; pixel++) {
        values[pixel] = weights.get(pixel * TinyModel.LABELS.size()) > 0 ? 20 : -20;
      }
      List<Picture> pictures = model.render(List.of(Segment.measured(0, values)));

      for (int i = 0; i < 11; i++) {
        assertThat(model.logits(pictures).get(0)[0]).isEqualTo(Float.POSITIVE_INFINITY);
        model.run(model.render(segments(1)));
      }
    }
    assertThat(warnings).hasSize(2);
    assertThat(warnings.get(0))
        .startsWith("model tiny-1 gives NaN or infinite logits, for 1 segment(s) so far");
    assertThat(warnings.get(1)).contains(" for 10 segment(s) so far");
  }

  @Test
  void aPaddedBatchHasTheLogitsOfItsPictures() throws Exception {
    Path file = new TinyModel().write(folder.resolve("tiny.onnx"));
    OnnxRuntime.start();
    try (OnnxSession session = OnnxSession.onCpu(ModelFile.read(file), 1);
        BatchRunner plain = new BatchRunner.Pool(session, BatchSizes.ANY);
        BatchRunner padded = new BatchRunner.Pool(session, BatchSizes.upTo(10))) {
      List<Picture> pictures =
          segments(11).stream().map(each -> Picture.of(each, session.card().scale())).toList();
      for (int size : new int[] {10, 1, 3, 4, 5, 11}) {
        List<ModelOutput> expected = plain.run(pictures.subList(0, size));
        List<ModelOutput> actual = padded.run(pictures.subList(0, size));
        assertThat(actual).hasSize(size);
        for (int i = 0; i < size; i++) {
          assertThat(actual.get(i).logits())
              .containsExactly(expected.get(i).logits(), within(1e-3f));
        }
      }
    }
  }

  @Test
  void activationsAreThoseOfTheModelThatRuns() throws Exception {
    byte[] bytes = new TinyModel().bytes();
    List<Float> read = new ArrayList<>();
    List<Float> expected = new ArrayList<>();
    try (LogitsModel model = new ModelLoader(ModelDevice.CPU, 8).load(ModelFile.of("tiny", bytes));
        ActivationReader reader = ActivationReader.open(bytes)) {
      List<Picture> pictures = model.render(segments(5));
      for (float[] row : model.logits(pictures)) {
        for (float logit : row) {
          expected.add(logit);
        }
      }
      reader.read(
          pictures,
          Set.of(ModelFile.OUTPUT),
          (output, numbers) -> {
            assertThat(output).isEqualTo(ModelFile.OUTPUT);
            while (numbers.hasRemaining()) {
              read.add(numbers.get());
            }
          });
    }
    assertThat(read).isEqualTo(expected).hasSize(25);
    assertThatThrownBy(() -> ActivationReader.open(new byte[] {1}))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith("not an ONNX model: ");
  }

  @Test
  void aDeviceIsNotRead() {
    Path zero = Path.of("/dev/zero");
    assumeThat(zero).exists();
    assertRejected(zero, "model file /dev/zero is not a regular file");
  }

  @Test
  void aFileThatIsTooLargeForAModelIsNotRead() throws Exception {
    Path large = folder.resolve("large.onnx");
    try (var file = new RandomAccessFile(large.toFile(), "rw")) {
      // Sparse: it takes no space on the disk.
      file.setLength((512L << 20) + 1);
    }
    assertRejected(
        large,
        String.format(
            Locale.ROOT,
            "model file %s has %,d bytes; a model has at most %,d",
            large,
            (512L << 20) + 1,
            512L << 20));
  }

  private static void assertRejected(Path file, String message) {
    assertThatThrownBy(() -> load(file).close())
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("\n");
  }

  private static LogitsModel load(Path file) throws InvalidModelException {
    return new ModelLoader(ModelDevice.CPU, 8).load(ModelFile.read(file));
  }

  private static List<Segment> segments(int count) {
    Random random = new Random(5);
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] values = new float[Segment.ROWS * Segment.COLUMNS];
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) (9 * random.nextGaussian());
      }
      segments.add(Segment.measured(i * Segment.LENGTH_MICROS, values));
    }
    return segments;
  }
}
