// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.kinetograph.inference.ActivationReader;
import io.kinetograph.inference.InvalidModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The graph that ONNX Runtime makes of a model: the number of nodes of each type, ordered by the
 * first node of the type.
 */
final class OptimizedTypes {

  private OptimizedTypes() {}

  static Map<String, Long> of(ModelProto model, Path folder) throws OrtException, IOException {
    Path optimized = folder.resolve("optimized.onnx");
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizedModelFilePath(optimized.toString());
      environment(model).createSession(model.toByteArray(), options).close();
    }
    try {
      return ModelProto.parseFrom(Files.readAllBytes(optimized)).getGraph().getNodeList().stream()
          .collect(
              Collectors.groupingBy(
                  NodeProto::getOpType, LinkedHashMap::new, Collectors.counting()));
    } finally {
      Files.delete(optimized);
    }
  }

  /** ONNX Runtime's environment, which only the module that runs models may start. */
  static OrtEnvironment environment(ModelProto model) {
    try {
      ActivationReader.open(model.toByteArray()).close();
    } catch (InvalidModelException e) {
      throw new IllegalStateException(e);
    }
    return OrtEnvironment.getEnvironment();
  }
}
