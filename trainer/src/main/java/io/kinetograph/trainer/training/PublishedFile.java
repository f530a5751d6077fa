package io.kinetograph.trainer.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the tensors of a safetensors file that others wrote, of whatever type. The engine's own
 * reader ends the whole process at a bfloat16.
 */
final class PublishedFile {

  private PublishedFile() {}

  /**
   * The tensors by name, in the file's order.
   *
   * @throws IOException if it cannot be read or is no such file; the message names the file and, in
   *     it, the tensor
   */
  static Map<String, PublishedTensor> read(Path file) throws IOException {
    MappedTensors mapped =
        MappedTensors.open(file, "safetensors file", EnumSet.allOf(TensorType.class));
    Map<String, PublishedTensor> tensors = new LinkedHashMap<>();
    mapped
        .header()
        .tensors()
        .forEach(
            (name, place) ->
                tensors.put(
                    name,
                    new PublishedTensor(
                        place.type(),
                        place.shape().stream().mapToLong(size -> size).toArray(),
                        mapped.numbers(place))));
    return tensors;
  }
}
