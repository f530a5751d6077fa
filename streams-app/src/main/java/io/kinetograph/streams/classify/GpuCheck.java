package io.kinetograph.streams.classify;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells, before a model is loaded, why a GPU cannot be used. */
final class GpuCheck {

  private final Path devices;

  /**
   * @param devices where Linux keeps its devices: {@code /dev}
   */
  GpuCheck(Path devices) {
    this.devices = devices;
  }

  /**
   * Checks that this build has the provider, that there is a GPU, and that the provider's libraries
   * are there.
   *
   * @throws UnusableDeviceException if one of them is not
   */
  void check(ModelDevice device) throws UnusableDeviceException {
    if (!OrtEnvironment.getAvailableProviders().contains(provider(device))) {
      throw new UnusableDeviceException(
          device, "this build has ONNX Runtime for the CPU only; build with -Pgpu");
    }
    // ONNX Runtime would only say that a library is missing, whatever the reason.
    if (Files.isDirectory(devices) && !hasNvidiaGpu()) {
      throw new UnusableDeviceException(device, "there is no NVIDIA GPU in " + devices);
    }
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      add(device, options);
    } catch (OrtException e) {
      throw new UnusableDeviceException(device, ModelInspector.firstLine(e), e);
    }
  }

  /** Adds the device's providers to a session, the preferred one first. */
  static void add(ModelDevice device, OrtSession.SessionOptions options) throws OrtException {
    if (device.kind() == ModelDevice.Kind.TENSORRT) {
      options.addTensorrt(device.index());
    }
    options.addCUDA(device.index());
  }

  static OrtProvider provider(ModelDevice device) {
    return device.kind() == ModelDevice.Kind.TENSORRT ? OrtProvider.TENSOR_RT : OrtProvider.CUDA;
  }

  /** By its driver's devices: one a GPU on Linux, {@code dxg} in the Linux of Windows. */
  private boolean hasNvidiaGpu() {
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(devices, "{nvidia[0-9],nvidia[0-9][0-9],dxg}")) {
      return found.iterator().hasNext();
    } catch (IOException e) {
      // It cannot be told: let ONNX Runtime try.
      return true;
    }
  }
}
