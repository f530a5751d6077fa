// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds out whether a GPU can be used, before a model is loaded, and whether it was used, after the
 * model has run.
 */
final class GpuProbe {

  private final Path devices;

  /**
   * @param devices the folder where Linux keeps its devices: {@code /dev}
   */
  GpuProbe(Path devices) {
    this.devices = devices;
  }

  /**
   * Checks that this build has the provider, that there is a GPU, and that the provider's libraries
   * are there.
   *
   * @throws UnusableDeviceException if one of them is missing
   */
  void check(ModelDevice device) throws UnusableDeviceException {
    if (!OrtEnvironment.getAvailableProviders().contains(provider(device))) {
      throw new UnusableDeviceException(
          device, "this build has ONNX Runtime for the CPU only; build with -Pgpu");
    }
    // ONNX Runtime would only report a missing library, whatever the reason.
    if (Files.isDirectory(devices) && !hasNvidiaGpu()) {
      throw new UnusableDeviceException(device, "there is no NVIDIA GPU in " + devices);
    }
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      add(device, options);
    } catch (OrtException e) {
      throw new UnusableDeviceException(device, OnnxRuntime.firstLine(e), e);
    }
  }

  /** Adds the device's providers to a session, the preferred one first. */
  static void add(ModelDevice device, OrtSession.SessionOptions options) throws OrtException {
    if (device.kind() == ModelDevice.Kind.TENSORRT) {
      options.addTensorrt(device.index());
    }
    options.addCUDA(device.index());
  }

  private static OrtProvider provider(ModelDevice device) {
    return device.kind() == ModelDevice.Kind.TENSORRT ? OrtProvider.TENSOR_RT : OrtProvider.CUDA;
  }

  /** By its driver's devices: one for each GPU on Linux, {@code dxg} in the Linux of Windows. */
  private boolean hasNvidiaGpu() {
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(devices, "{nvidia[0-9],nvidia[0-9][0-9],dxg}")) {
      return found.iterator().hasNext();
    } catch (IOException e) {
      // Unknown: let ONNX Runtime try.
      return true;
    }
  }

  /**
   * Which execution provider really ran which nodes of a model, from ONNX Runtime's profile of some
   * runs. A session that was given a GPU may run on the CPU, wholly or in part, and report nothing
   * (microsoft/onnxruntime issues 23372 and 23612).
   *
   * @param nodes how many nodes each provider ran
   * @param workers the providers that ran convolutions or matrix products, where all the work is
   */
  record NodePlacement(TreeMap<String, Integer> nodes, Set<String> workers) {

    private static final Pattern WORK = Pattern.compile(".*(Conv|MatMul|Gemm).*");

    /**
     * Reads a profile.
     *
     * @param profile the file that ONNX Runtime has written
     * @throws IOException if it cannot be read
     */
    static NodePlacement read(Path profile) throws IOException {
      TreeMap<String, Set<String>> nodes = new TreeMap<>();
      Set<String> workers = new TreeSet<>();
      for (JsonNode event : new ObjectMapper().readTree(profile.toFile())) {
        JsonNode provider = event.path("args").path("provider");
        if (provider.isTextual()) {
          nodes
              .computeIfAbsent(provider.asText(), name -> new TreeSet<>())
              .add(event.path("name").asText());
          if (WORK.matcher(event.path("args").path("op_name").asText()).matches()) {
            workers.add(provider.asText());
          }
        }
      }
      TreeMap<String, Integer> counts = new TreeMap<>();
      nodes.forEach((provider, names) -> counts.put(provider, names.size()));
      return new NodePlacement(counts, workers);
    }

    /**
     * Checks that a device's provider does the work. The CPU may run other nodes: ONNX Runtime
     * prefers it for the arithmetic of shapes.
     *
     * @throws UnusableDeviceException if it ran no node, or another provider ran a convolution or a
     *     matrix product
     */
    void check(ModelDevice device) throws UnusableDeviceException {
      String provider =
          device.kind() == ModelDevice.Kind.TENSORRT
              ? "TensorrtExecutionProvider"
              : "CUDAExecutionProvider";
      if (!nodes.containsKey(provider)
          || workers.stream().anyMatch(worker -> !worker.equals(provider))) {
        throw new UnusableDeviceException(
            device, "ONNX Runtime ran the model elsewhere, nodes by provider: " + nodes);
      }
    }
  }
}
