package io.kinetograph.trainer.training;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
   * @throws IOException if it cannot be read or is no such file
   */
  static Map<String, PublishedTensor> read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new IOException(file + " is larger than 2 GiB");
      }
      ByteBuffer bytes =
          channel
              .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
              .order(ByteOrder.LITTLE_ENDIAN);
      byte[] text = new byte[Math.toIntExact(bytes.getLong())];
      bytes.get(text);
      return tensors(
          JsonParser.parseString(new String(text, StandardCharsets.UTF_8)).getAsJsonObject(),
          bytes.slice());
    } catch (RuntimeException e) {
      // A damaged header fails in many ways, and all mean the same.
      throw new IOException(file + " is no whole safetensors file", e);
    }
  }

  private static Map<String, PublishedTensor> tensors(JsonObject header, ByteBuffer numbers) {
    Map<String, PublishedTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> entry : header.entrySet()) {
      if (!entry.getKey().equals("__metadata__")) {
        JsonObject tensor = entry.getValue().getAsJsonObject();
        JsonArray offsets = tensor.getAsJsonArray("data_offsets");
        int begin = offsets.get(0).getAsInt();
        int length = offsets.get(1).getAsInt() - begin;
        long[] shape =
            tensor.getAsJsonArray("shape").asList().stream()
                .mapToLong(JsonElement::getAsLong)
                .toArray();
        tensors.put(
            entry.getKey(),
            new PublishedTensor(
                tensor.get("dtype").getAsString(), shape, numbers.slice(begin, length)));
      }
    }
    return tensors;
  }
}
