package io.kinetograph.trainer.report;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.inference.ModelCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A model file and its card.
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
