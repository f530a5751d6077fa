// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.imaging.picture.Picture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be tested of GPUs without one. */
class GpuTest {

  private static final ModelDevice CUDA = ModelDevice.parse("cuda");

  @TempDir Path folder;

  @Test
  void aGpuThatThisBuildOrThisMachineDoesNotHaveIsRejectedWithTheReason() throws Exception {
    OnnxRuntime.start();
    boolean built = OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
    for (String device : List.of("cuda:0", "tensorrt:1")) {
      assertThatThrownBy(() -> new GpuProbe(folder).check(ModelDevice.parse(device)))
          .isInstanceOf(UnusableDeviceException.class)
          .hasMessage(
              device
                  + " cannot be used: "
                  + (built
                      ? "there is no NVIDIA GPU in " + folder
                      : "this build has ONNX Runtime for the CPU only; build with -Pgpu"));
    }
  }

  @Test
  void aGpuIsNotBlamedForABadModel() throws Exception {
    Path garbage = Files.writeString(folder.resolve("garbage.onnx"), "no model");
    for (String device : List.of("auto", "cuda:99", "tensorrt:99")) {
      assertThatThrownBy(
              () -> new ModelLoader(ModelDevice.parse(device), 4).load(ModelFile.read(garbage)))
          .isExactlyInstanceOf(InvalidModelException.class)
          .hasMessageStartingWith(garbage + " is not an ONNX model: ");
    }
  }

  @Test
  void aGpuThatIsAskedForAndCannotBeUsedIsRejectedAndAutoTakesTheCpu() throws Exception {
    Path file = new TinyModel().write(folder.resolve("tiny.onnx"));
    assertThatThrownBy(
            () -> new ModelLoader(ModelDevice.parse("cuda:99"), 4).load(ModelFile.read(file)))
        .isInstanceOf(UnusableDeviceException.class)
        .hasMessageStartingWith("cuda:99 cannot be used: ")
        .hasMessageNotContaining("\n");
    try (LogitsModel model =
        new ModelLoader(ModelDevice.parse("auto"), 4).load(ModelFile.read(file))) {
      assertThat(model.device().kind()).isNotEqualTo(ModelDevice.Kind.AUTO);
    }
  }

  @Test
  void whatASessionRanOnIsReadFromItsProfile() throws Exception {
    OnnxRuntime.start();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] shape = {1, 1, Picture.ROWS, Picture.COLUMNS};
    ByteBuffer pixels =
        ByteBuffer.allocateDirect(Picture.PIXELS * Float.BYTES).order(ByteOrder.nativeOrder());
    Path profile;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.enableProfiling(folder.resolve("profile").toString());
      try (OrtSession session = environment.createSession(new TinyModel().bytes(), options);
          OnnxTensor picture =
              OnnxTensor.createTensor(environment, pixels.asFloatBuffer(), shape)) {
        session.run(Map.of("picture", picture)).close();
        session.run(Map.of("picture", picture)).close();
        profile = Path.of(session.endProfiling());
      }
    }

    GpuProbe.NodePlacement placement = GpuProbe.NodePlacement.read(profile);
    assertThat(placement.nodes()).containsExactly(Map.entry("CPUExecutionProvider", 2));
    assertThat(placement.workers()).containsExactly("CPUExecutionProvider");
    assertThatThrownBy(() -> placement.check(CUDA))
        .isInstanceOf(UnusableDeviceException.class)
        .hasMessage(
            "cuda:0 cannot be used: ONNX Runtime ran the model elsewhere, nodes by provider:"
                + " {CPUExecutionProvider=2}");
  }

  /** As of a model that fails when it is tried: nobody reads its profile. */
  @Test
  void aProfileThatNobodyReadsIsDeletedWithItsFolder() throws Exception {
    OnnxRuntime.start();
    ProfileFolder profiles = ProfileFolder.create();
    try (profiles;
        OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.enableProfiling(profiles.path().resolve("profile").toString());
      OrtEnvironment.getEnvironment().createSession(new TinyModel().bytes(), options).close();
      assertThat(profiles.path()).isNotEmptyDirectory();
    }
    assertThat(profiles.path()).doesNotExist();
  }

  @Test
  void theArithmeticOfShapesMayStayOnTheCpuAndConvolutionsMayNot() throws Exception {
    String shapes =
        """
        {"name": "a_kernel_time", "args": {"op_name": "Gather", "provider": "CPUExecutionProvider"}},
        {"name": "session", "args": {}},
        """;
    String onGpu =
        """
        {"name": "b_kernel_time", "args": {"op_name": "Conv", "provider": "CUDAExecutionProvider"}}
        """;
    String onCpu =
        """
        ,{"name": "c_kernel_time", "args": {"op_name": "QLinearConv", "provider": "CPUExecutionProvider"}}
        """;
    Path good = Files.writeString(folder.resolve("good"), "[" + shapes + onGpu + "]");
    Path half = Files.writeString(folder.resolve("half"), "[" + shapes + onGpu + onCpu + "]");

    GpuProbe.NodePlacement.read(good).check(CUDA);
    assertThatThrownBy(() -> GpuProbe.NodePlacement.read(half).check(CUDA))
        .isInstanceOf(UnusableDeviceException.class);
    assertThatThrownBy(() -> GpuProbe.NodePlacement.read(good).check(ModelDevice.parse("tensorrt")))
        .isInstanceOf(UnusableDeviceException.class);
  }

  @Test
  void aGpuRunsEveryBatchOnOneThreadWhicheverThreadAsks() throws Exception {
    Set<Thread> runners = ConcurrentHashMap.newKeySet();
    BatchRunner recording =
        new BatchRunner() {
          @Override
          public List<ModelOutput> run(List<Picture> pictures) {
            runners.add(Thread.currentThread());
            return List.of();
          }

          @Override
          public void close() {}
        };
    var askers = Executors.newFixedThreadPool(3);
    try (BatchRunner runner = new BatchRunner.OneThread(recording)) {
      for (int i = 0; i < 12; i++) {
        askers.submit(() -> runner.run(List.of())).get();
      }
    } finally {
      askers.shutdown();
    }
    assertThat(runners).hasSize(1);
  }

  /** The session is closed after the runner: in the middle of a run, the process would crash. */
  @Test
  void aGpuIsReleasedOnlyOnceItsRunHasEndedEvenIfTheCallerWasInterrupted() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch out = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    BatchRunner slow =
        new BatchRunner() {
          @Override
          public List<ModelOutput> run(List<Picture> pictures) {
            entered.countDown();
            try {
              out.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            ended.set(true);
            return List.of();
          }

          @Override
          public void close() {}
        };
    BatchRunner runner = new BatchRunner.OneThread(slow);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicBoolean endedBeforeClosed = new AtomicBoolean();
    Thread asker =
        new Thread(
            () -> {
              try {
                runner.run(List.of());
              } catch (InferenceException e) {
                failure.set(e);
              }
              runner.close();
              endedBeforeClosed.set(ended.get() && Thread.currentThread().isInterrupted());
            });
    asker.start();
    entered.await();
    asker.interrupt();
    asker.join(500);
    assertThat(asker.isAlive()).as("waits for the run to end").isTrue();
    out.countDown();
    asker.join(TimeUnit.MINUTES.toMillis(1));
    assertThat(failure.get()).hasMessage("interrupted while waiting for the model");
    assertThat(endedBeforeClosed).isTrue();
  }
}
