package io.kinetograph.streams.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.segment.Segment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActivityModelTest {

  @TempDir Path folder;

  @Test
  void probabilitiesAreTheSoftmaxOfTheNetworksLogits() throws Exception {
    Path file = new TinyModel().write(folder.resolve("tiny.onnx"));
    List<Segment> segments = segments(3);
    try (ActivityModel model = load(file);
        SegmentClassifier classifier = model.newClassifier()) {
      List<Classification> classifications = classifier.classify(segments);

      assertThat(classifications).hasSize(3);
      for (int i = 0; i < 3; i++) {
        float[] expected = Softmax.of(logits(segments.get(i)));
        Classification actual = classifications.get(i);
        int best = 0;
        for (int label = 0; label < expected.length; label++) {
          best = expected[label] > expected[best] ? label : best;
          assertThat(actual.probabilities().get(TinyModel.LABELS.get(label)))
              .isCloseTo(expected[label], within(1e-3f));
        }
        assertThat(actual.activity()).isEqualTo(TinyModel.LABELS.get(best));
        assertThat(actual.confidence()).isCloseTo(expected[best], within(1e-3f));
        assertThat(actual.model()).isEqualTo("tiny-1");
      }
    }
  }

  @Test
  void aSegmentIsNamedTheSameInEveryBatchAndOnEveryThread() throws Exception {
    Path file = new TinyModel().write(folder.resolve("tiny.onnx"));
    List<Segment> segments = segments(40);
    var threads = Executors.newFixedThreadPool(4);
    try (ActivityModel model = load(file)) {
      List<Future<List<Classification>>> answers = new ArrayList<>();
      for (int batch : new int[] {1, 3, 7, 40}) {
        answers.add(
            threads.submit(
                () -> {
                  List<Classification> all = new ArrayList<>();
                  try (SegmentClassifier classifier = model.newClassifier()) {
                    for (int from = 0; from < segments.size(); from += batch) {
                      int to = Math.min(segments.size(), from + batch);
                      all.addAll(classifier.classify(segments.subList(from, to)));
                    }
                  }
                  return all;
                }));
      }
      for (int i = 0; i < segments.size(); i++) {
        for (Future<List<Classification>> answer : answers) {
          assertThat(answer.get().get(i).activity())
              .isEqualTo(answers.get(0).get().get(i).activity());
          assertThat(answer.get().get(i).confidence())
              .isCloseTo(answers.get(0).get().get(i).confidence(), within(1e-4f));
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void aFileThatIsNoModelIsRefusedInASentence() throws Exception {
    Path garbage = Files.writeString(folder.resolve("garbage.onnx"), "no model");
    assertRefused(garbage, garbage + " is not an ONNX model: ");
    assertRefused(Path.of("no-such.onnx"), "model file no-such.onnx does not exist");

    Path whole = new TinyModel().write(folder.resolve("whole.onnx"));
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused(cut, cut + " is not an ONNX model: ");
  }

  @Test
  void aModelThatDoesNotFitItsCardOrOurPicturesIsRefused() throws Exception {
    Path noCard = new TinyModel().without("kinetograph.labels").write(folder.resolve("a.onnx"));
    assertRefused(noCard, noCard + ": model card: kinetograph.labels is missing");

    Path rows = new TinyModel().withRows(9).write(folder.resolve("b.onnx"));
    assertRefused(rows, rows + ": picture is ");

    Path classes = new TinyModel().withClasses(4).write(folder.resolve("c.onnx"));
    assertRefused(classes, classes + ": logits is ");
  }

  @Test
  void aModelThatFailsWhenItIsTriedIsRefused() throws Exception {
    Path nan = new TinyModel().withFirstWeight(Float.NaN).write(folder.resolve("a.onnx"));
    assertRefused(nan, nan + " gives NaN for 'a' on a batch of 1 made-up pictures");

    Path mixing = new TinyModel().mixingTheBatch().write(folder.resolve("b.onnx"));
    assertRefused(mixing, mixing + " gives a picture other logits in a batch of 8: ");

    Path one = new TinyModel().forOnePicture().write(folder.resolve("c.onnx"));
    assertRefused(
        one, one + " fails on a batch of 8 made-up pictures: the network gave 5 logits, not 40");
  }

  @Test
  void aBatchThatIsPaddedHasTheLogitsOfItsPictures() throws Exception {
    Path file = new TinyModel().write(folder.resolve("tiny.onnx"));
    List<Segment> segments = segments(11);
    OnnxRuntimeEngine.start();
    try (OnnxSession session = OnnxSession.onCpu(ModelFile.read(file));
        Network plain = session.newNetwork(pictures -> pictures);
        Network padded = session.newNetwork(BatchSizes.upTo(10)::holding)) {
      List<Picture> pictures =
          segments.stream().map(each -> Picture.of(each, session.card().scale())).toList();
      for (int size : new int[] {10, 1, 3, 4, 5, 11}) {
        List<float[]> expected = plain.logits(pictures.subList(0, size));
        List<float[]> actual = padded.logits(pictures.subList(0, size));
        assertThat(actual).hasSize(size);
        for (int i = 0; i < size; i++) {
          assertThat(actual.get(i)).containsExactly(expected.get(i), within(1e-3f));
        }
      }
    }
  }

  private static void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> load(file).close())
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("\n");
  }

  private static ActivityModel load(Path file) throws InvalidModelException {
    return new ModelLoader(ModelDevice.CPU, 8).load(Optional.of(file));
  }

  private static float[] logits(Segment segment) {
    double[] logits = TinyModel.logits("tiny-1", TinyModel.LABELS, segment);
    float[] floats = new float[logits.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) logits[i];
    }
    return floats;
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
