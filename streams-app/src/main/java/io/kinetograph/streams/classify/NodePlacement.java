package io.kinetograph.streams.classify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which execution provider really ran which nodes of a model, from ONNX Runtime's profile of some
 * runs. A session that was given a GPU may run on the CPU without a word, wholly or in part
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
   * Checks that a device's provider does the work. Some other nodes may be left to the CPU, which
   * ONNX Runtime prefers for the arithmetic of shapes.
   *
   * @throws UnusableDeviceException if it ran no node, or another ran a convolution or a product
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
