// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.inference.ModelDevice;
import io.kinetograph.inference.ModelFile;
import io.kinetograph.inference.ModelLoader;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.cumulative.CumulativeCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelFileWatchTest {

  @TempDir Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicInteger loads = new AtomicInteger();
  private final ModelLoader loader = new ModelLoader(ModelDevice.parse("cpu"), 4);
  private final Path file;
  private final ServingModel serving;
  private final ModelFileWatch watch;
  private ModelFileWatch.Loader source = loader::load;

  ModelFileWatchTest(@TempDir Path first) throws Exception {
    file = model("tiny-1").write(first.resolve("model.onnx"));
    ModelMetrics metrics = new ModelMetrics(registry);
    serving = new ServingModel(loader.load(ModelFile.read(file)), OptionalDouble.empty(), metrics);
    metrics.serves(serving.model());
    watch =
        new ModelFileWatch(
            file,
            content -> {
              loads.incrementAndGet();
              return source.load(content);
            },
            serving,
            metrics);
  }

  @BeforeEach
  void knowTheFile() {
    look(2);
    assertServes("tiny-1", 0, 0);
  }

  @AfterEach
  void close() {
    serving.close();
  }

  @Test
  void anotherModelIsTakenOnceItsFileRests() throws Exception {
    model("tiny-2").write(file);
    watch.look();
    assertServes("tiny-1", 0, 0);
    watch.look();
    assertServes("tiny-2", 1, 0);
    look(5);
    assertServes("tiny-2", 1, 0);
  }

  @Test
  void aFileMayBeRenamedToItsPlace() throws Exception {
    Path beside = model("tiny-2").write(folder.resolve("new"));
    Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    look(2);
    assertServes("tiny-2", 1, 0);
  }

  /** The file is a link into a link to a folder, and an update changes the link to the folder. */
  @Test
  void aFolderOnTheWayMayBeExchangedAsKubernetesDoes() throws Exception {
    Path old = Files.createDirectory(folder.resolve("..1"));
    Path next = Files.createDirectory(folder.resolve("..2"));
    model("tiny-2").write(old.resolve("model.onnx"));
    model("tiny-3").write(next.resolve("model.onnx"));
    Path data = Files.createSymbolicLink(folder.resolve("..data"), old.getFileName());
    Files.delete(file);
    Files.createSymbolicLink(file, data.resolve("model.onnx"));
    look(2);
    assertServes("tiny-2", 1, 0);

    Path link = Files.createSymbolicLink(folder.resolve("..tmp"), next.getFileName());
    Files.move(link, data, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    look(2);
    assertServes("tiny-3", 2, 0);
  }

  @Test
  void aFileThatIsBeingWrittenIsNotLookedInto() throws Exception {
    byte[] bytes = model("tiny-2").bytes();
    Files.write(file, new byte[0]);
    watch.look();
    for (int from = 0; from < bytes.length; from += 5_000) {
      Files.write(
          file,
          Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + 5_000)),
          StandardOpenOption.APPEND);
      watch.look();
      assertServes("tiny-1", 0, 0);
    }
    watch.look();
    assertServes("tiny-2", 1, 0);
  }

  @Test
  void aWriterThatPausesIsRejectedAndThenTaken() throws Exception {
    byte[] bytes = model("tiny-2").bytes();
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    look(4);
    assertServes("tiny-1", 0, 1);
    Files.write(
        file, Arrays.copyOfRange(bytes, bytes.length / 2, bytes.length), StandardOpenOption.APPEND);
    look(2);
    assertServes("tiny-2", 1, 1);
  }

  static Stream<Arguments> bad() {
    byte[] whole = model("tiny-2").bytes();
    return Stream.of(
        arguments("garbage".getBytes(UTF_8), "is not an ONNX"),
        arguments(new byte[0], "is not an ONNX"),
        arguments(Arrays.copyOf(whole, whole.length - 1), "is not an ONNX"),
        arguments(model("tiny-2").withRows(9).bytes(), "picture is "),
        arguments(model("tiny-2").withClasses(4).bytes(), "logits is "),
        arguments(model("tiny-2").without("kinetograph.labels").bytes(), "labels is missing"),
        arguments(
            model("tiny-2").with("kinetograph.labels", "a\nb\nc\nd\nunknown").bytes(),
            "label 'unknown' is reserved: the app writes 'unknown'"),
        arguments(model("tiny-2").with("kinetograph.axes", "z,y,x").bytes(), "axes is 'z,y,x'"),
        arguments(model("tiny-2").withFirstWeight(Float.NaN).bytes(), "gives NaN for 'a'"),
        arguments(model("tiny-2").mixingTheBatch().bytes(), "gives a picture other logits"),
        arguments(
            model("tiny-2").forOnePicture().bytes(),
            "synthetic pictures: the network gave 5 logits, not 20"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("bad")
  void aBadFileIsRejectedOnceAndTheOldModelStays(byte[] content, String reason) throws Exception {
    Files.write(file, content);
    look(4);
    assertServes("tiny-1", 0, 1);
    assertThat(watch.lastRejection().orElseThrow().reason())
        .contains(file.toString())
        .contains(reason);

    Files.write(file, content);
    look(4);
    assertServes("tiny-1", 0, 1);

    model("tiny-3").write(file);
    look(2);
    assertServes("tiny-3", 1, 1);
    assertThat(watch.lastRejection()).isPresent();
  }

  @Test
  void aFileThatIsGoneIsRejectedOnceAndMayComeBack() throws Exception {
    byte[] same = Files.readAllBytes(file);
    Files.delete(file);
    look(4);
    assertServes("tiny-1", 0, 1);
    assertThat(watch.lastRejection().orElseThrow().reason())
        .isEqualTo("model file " + file + " does not exist");

    Files.write(file, same);
    look(4);
    assertServes("tiny-1", 0, 1);

    Files.delete(file);
    look(4);
    assertServes("tiny-1", 0, 2);
  }

  @Test
  void aFileThatMayNotBeReadIsTriedAgain() throws Exception {
    assumeThat(FileSystems.getDefault().supportedFileAttributeViews()).contains("posix");
    model("tiny-2").write(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeThat(Files.isReadable(file)).as("not run by root").isFalse();
    look(4);
    assertServes("tiny-1", 0, 1);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    look(2);
    assertServes("tiny-2", 1, 1);
  }

  static Stream<ModelFileWatch.Loader> passing() {
    return Stream.of(
        content -> {
          throw new OutOfMemoryError("Java heap space");
        },
        content -> {
          throw new IllegalStateException("no space for native libraries");
        },
        // No machine has it, and most builds have no GPU support.
        content -> new ModelLoader(ModelDevice.parse("cuda:99"), 4).load(content));
  }

  /** The device or the memory may be used up by something else for a while. */
  @ParameterizedTest
  @MethodSource("passing")
  void aModelThatFailedForAPassingReasonIsTriedAgainAtGrowingIntervals(
      ModelFileWatch.Loader failing) throws Exception {
    source = failing;
    model("tiny-2").write(file);
    look(2);
    assertThat(loads).hasValue(1);
    assertServes("tiny-1", 0, 1);
    assertThat(watch.lastRejection().orElseThrow().reason()).endsWith("; the app tries it again");
    look(1 + 2 + 4 + 8);
    assertThat(loads).hasValue(5);
    look(15);
    assertThat(loads).hasValue(5);
    assertServes("tiny-1", 0, 1);

    source = loader::load;
    look(1);
    assertServes("tiny-2", 1, 1);
    look(600);
    assertThat(loads).hasValue(6);
  }

  @Test
  void theReasonIsThatOfTheLastTrial() throws Exception {
    source =
        content -> {
          throw new OutOfMemoryError("Java heap space");
        };
    Files.write(file, model("tiny-2").bytes());
    look(2);
    source =
        content -> {
          throw new InvalidModelException("the logits are probabilities");
        };
    look(600);

    assertThat(loads).hasValue(2);
    assertThat(watch.lastRejection().orElseThrow().reason())
        .isEqualTo("the logits are probabilities");
    assertServes("tiny-1", 0, 1);
  }

  @Test
  void aModelThatFailedForAPassingReasonIsTriedAgainWhenItsFileIsWrittenAgain() throws Exception {
    source =
        content -> {
          throw new OutOfMemoryError("Java heap space");
        };
    byte[] next = model("tiny-2").bytes();
    Files.write(file, next);
    look(2 + 1 + 2 + 4 + 8 + 1);
    assertThat(loads).hasValue(5);

    source = loader::load;
    Files.write(file, next);
    look(2);
    assertServes("tiny-2", 1, 1);
  }

  /** The self-check may have failed for another reason than the file's content. */
  @Test
  void aRejectedModelIsTriedAgainOnlyWhenItsFileIsWrittenAgain() throws Exception {
    byte[] bad = model("tiny-2").withFirstWeight(Float.NaN).bytes();
    Files.write(file, bad);
    look(600);
    assertThat(loads).hasValue(1);
    Files.write(file, bad);
    look(600);
    assertThat(loads).hasValue(2);
    assertServes("tiny-1", 0, 1);
  }

  @Test
  void theSameContentIsNoRefresh() throws Exception {
    Files.write(file, Files.readAllBytes(file));
    look(3);
    assertServes("tiny-1", 0, 0);
    model("tiny-1").write(folder.resolve("new"));
    Files.move(folder.resolve("new"), file, StandardCopyOption.REPLACE_EXISTING);
    look(3);
    assertServes("tiny-1", 0, 0);
  }

  @Test
  void aVersionNamesOneContent() throws Exception {
    model("tiny-1").with("kinetograph.training-data", "other").write(file);
    look(3);
    assertServes("tiny-1", 0, 1);
    assertThat(watch.lastRejection().orElseThrow().reason())
        .isEqualTo(
            file
                + " has version tiny-1, but another model file with this version has been in use,"
                + " and users could not distinguish their labels; give the file a new version");

    model("tiny-2").write(file);
    look(2);
    model("tiny-1").with("kinetograph.training-data", "other").write(file);
    look(2);
    assertServes("tiny-2", 1, 2);

    model("tiny-1").write(file);
    look(2);
    assertServes("tiny-1", 2, 2);
  }

  /** An exception or error would silently end the schedule. */
  @Test
  void noErrorOfALookEndsTheLooks() throws Exception {
    AtomicInteger errors = new AtomicInteger();
    SimpleMeterRegistry failing =
        new SimpleMeterRegistry() {
          @Override
          protected Counter newCounter(Meter.Id id) {
            return new CumulativeCounter(id) {
              @Override
              public void increment() {
                errors.incrementAndGet();
                throw new StackOverflowError();
              }
            };
          }
        };
    ModelFileWatch looks =
        new ModelFileWatch(file, loader::load, serving, new ModelMetrics(failing));
    Files.writeString(file, "garbage");
    looks.look();
    looks.look();
    assertThat(errors).hasPositiveValue();

    model("tiny-2").write(file);
    looks.look();
    looks.look();
    assertThat(serving.model().card().version()).isEqualTo("tiny-2");
  }

  private static TinyModel model(String version) {
    return new TinyModel(version, TinyModel.LABELS);
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      watch.look();
    }
  }

  private void assertServes(String version, int taken, int rejected) {
    assertThat(serving.model().card().version()).isEqualTo(version);
    assertThat(registry.counter("kinetograph.model.refreshes", "result", "taken").count())
        .isEqualTo(taken);
    assertThat(registry.counter("kinetograph.model.refreshes", "result", "rejected").count())
        .isEqualTo(rejected);
    List<Meter.Id> models =
        registry.find("kinetograph.model").gauges().stream().map(Meter::getId).toList();
    assertThat(models).hasSize(1);
    assertThat(models.get(0).getTag("version")).isEqualTo(version);
    assertThat(models.get(0).getTag("device")).isEqualTo("cpu");
  }
}
