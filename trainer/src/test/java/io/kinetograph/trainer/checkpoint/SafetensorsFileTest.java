// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.kinetograph.trainer.checkpoint.SafetensorsFile.NumberType;
import io.kinetograph.trainer.checkpoint.SafetensorsFile.Tensor;
import io.kinetograph.trainer.network.EngineTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest extends EngineTest {

  private static final String ONE = "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}";

  @TempDir private Path folder = Path.of("");

  @Test
  void readsWhatItWrote() throws IOException {
    float[] numbers = {1, 2, 3, 4, 5, 6};
    try (NDList tensors = new NDList(manager.create(numbers, new Shape(2, 3)))) {
      tensors.head().setName("layer/\"ä\"");
      SafetensorsFile.write(file(), tensors);
    }

    Tensor read = read().tensor("layer/\"ä\"");

    assertThat(read.floats()).isEqualTo(numbers);
    assertThat(read.shape()).containsExactly(2L, 3L);
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
    assertThatThrownBy(() -> read().tensor("other"))
        .isInstanceOf(IOException.class)
        .hasMessage(file() + " has no tensor other");
  }

  @Test
  void refusesOtherFiles() throws IOException {
    Files.write(file(), new byte[3]);
    assertRefused("it has 3 bytes");
    write(9, "{}", 0);
    assertRefused("its header of 9 bytes does not fit into its 10");
    write(-1, "{}", 0);
    assertRefused("its header of 18446744073709551615 bytes does not fit into its 10");
    write(1 << 25, "{}" + " ".repeat(1 << 25), 0);
    assertRefused("its header of 33554432 bytes does not fit into its 33554442");
    for (String text : new String[] {"", "[]", "{'a':", "nonsense", "[".repeat(100_000)}) {
      write(text, 0);
      assertRefused("its header is not a JSON object");
    }
    write("{'a':1}", 0);
    assertRefused("its header has no object at a");
  }

  @Test
  void refusesAFileThatWasCutOff() throws IOException {
    write(ONE, 7);

    assertRefused("tensor a ends at byte 8 of 7");
  }

  @Test
  void refusesBytesThatBelongToNoTensor() throws IOException {
    write(ONE, 9);

    assertRefused("1 bytes do not belong to a tensor");
  }

  @Test
  void refusesOverlappingTensors() throws IOException {
    write(ONE.replace("}}", "},'b':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}"), 12);

    assertRefused("tensor b begins at byte 4, not 8");
  }

  @Test
  void refusesInvalidOffsets() throws IOException {
    for (String offsets : new String[] {"[8,0]", "[0]", "[0,8,8]"}) {
      write(ONE.replace("[0,8]", offsets), 8);
      assertRefused("tensor a has the offsets " + offsets.replace(",", ", "));
    }
    for (String offsets :
        new String[] {"[-8,0]", "[0,10.0]", "['0','8']", "{}", "[0,99999999999999999999]"}) {
      write(ONE.replace("[0,8]", offsets), 8);
      assertRefused("tensor a has the data_offsets " + offsets.replace('\'', '"'));
    }
  }

  @Test
  void refusesATensorThatIsNamedTwice() throws IOException {
    String tensor = ONE.substring(1, ONE.length() - 1);
    write("{" + tensor + "," + tensor + "}", 8);

    assertRefused("its header is not a JSON object");
  }

  @Test
  void refusesOtherTypes() throws IOException {
    write(ONE.replace("F32", "F16"), 8);
    assertRefused("tensor a is of type \"F16\", not F32");
    write(ONE.replace("'F32'", "{}"), 8);
    assertRefused("tensor a is of type {}, not F32");
    write(ONE.replace("'dtype':'F32',", ""), 8);
    assertRefused("tensor a is of type null, not F32");
  }

  @Test
  void refusesAShapeThatDoesNotFitTheBytes() throws IOException {
    write(ONE.replace("[2]", "[3]"), 8);
    assertRefused("tensor a has the shape [3], but 8 bytes");
    write(ONE.replace("[2]", "[4294967296,4294967296]"), 8);
    assertRefused("tensor a has the shape [4294967296, 4294967296]");
  }

  @Test
  void refusesAnEntryThatIsNotText() throws IOException {
    write(ONE.replace("{'a'", "{'__metadata__':{'epoch':[]},'a'"), 8);

    assertRefused("its entry epoch is not text");
  }

  @Test
  void keepsTheOldFileIfTheDiskIsFull() throws IOException {
    Path full = Path.of("/dev/full");
    assumeThat(Files.exists(full)).as("a device that is always full").isTrue();
    write(ONE, 8);
    byte[] old = Files.readAllBytes(file());
    Path part = Files.createSymbolicLink(folder.resolve("t.safetensors.part"), full);

    assertThatThrownBy(() -> SafetensorsFile.write(file(), new NDList()))
        .isInstanceOf(IOException.class)
        .hasMessage(file() + " cannot be written: No space left on device");

    assertThat(file()).hasBinaryContent(old);
    assertThat(part).doesNotExist();
  }

  private SafetensorsFile read() throws IOException {
    return SafetensorsFile.read(file(), "checkpoint", Set.of(NumberType.F32));
  }

  private Path file() {
    return folder.resolve("t.safetensors");
  }

  private void write(String header, int data) throws IOException {
    write(header.length(), header, data);
  }

  private void write(long length, String header, int data) throws IOException {
    byte[] text = header.replace('\'', '"').getBytes(StandardCharsets.US_ASCII);
    byte[] bytes = Arrays.copyOf(new byte[Long.BYTES], Long.BYTES + text.length + data);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(text);
    Files.write(file(), bytes);
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> read())
        .isInstanceOf(IOException.class)
        .hasMessage(file() + " is not a complete checkpoint: " + reason);
  }
}
