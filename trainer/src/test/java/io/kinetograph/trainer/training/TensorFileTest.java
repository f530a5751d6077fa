package io.kinetograph.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDManager;
import io.kinetograph.trainer.file.JsonFile;
import io.kinetograph.trainer.network.PyTorch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorFileTest {

  private static final String ONE = "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}";

  @TempDir private Path folder = Path.of("");

  @Test
  void readsWhatItWrote() throws IOException {
    FloatBuffer numbers = FloatBuffer.wrap(new float[] {1, 2, 3, 4, 5, 6});
    TensorFile.write(
        file(),
        Map.of("who", "anna \"ä\""),
        Map.of("t", new TensorFile.Tensor(new long[] {2, 3}, numbers)));

    TensorFile read = TensorFile.read(file());

    assertThat(read.tensor("t")).isEqualTo(numbers);
    assertThat(read.entries().text("who")).isEqualTo("anna \"ä\"");
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void refusesWhatIsNoSuchFile() throws IOException {
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
      assertRefused("its header is no JSON object");
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
  void refusesBytesThatBelongToNothing() throws IOException {
    write(ONE, 9);

    assertRefused("1 bytes belong to no tensor");
  }

  @Test
  void refusesTensorsThatLieOverEachOther() throws IOException {
    write(ONE.replace("}}", "},'b':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}"), 12);

    assertRefused("tensor b begins at byte 4, not 8");
  }

  @Test
  void refusesOffsetsThatAreNone() throws IOException {
    for (String offsets : new String[] {"[8,0]", "[0]", "[0,8,8]"}) {
      write(ONE.replace("[0,8]", offsets), 8);
      assertRefused("tensor a has the offsets " + offsets.replace(",", ", "));
    }
    for (String offsets :
        new String[] {"[-8,0]", "[0,1e1]", "['0','8']", "{}", "[0,99999999999999999999]"}) {
      write(ONE.replace("[0,8]", offsets), 8);
      assertRefused("tensor a has the data_offsets " + offsets.replace('\'', '"'));
    }
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
  void refusesAnEntryThatIsNoText() throws IOException {
    write(ONE.replace("{'a'", "{'__metadata__':{'epoch':[]},'a'"), 8);

    assertRefused("its entry epoch is no text");
  }

  @Test
  void namesWhatAModelMissesOrHasInAnotherShape() throws IOException {
    Path checkpoint = Checkpoint.file(folder);
    Map<String, String> texts =
        Map.of(
            "settings", JsonFile.toTree(Settings.quick().build()).toString(),
            "labels", "a,b",
            "pixel-min", "-20",
            "pixel-max", "20",
            "standard-mean", "0.5",
            "standard-deviation", "0.1",
            "standard-zero", "0.5",
            "standard-contrast", "0",
            "standard-posture", "0");
    TensorFile.write(checkpoint, texts, Map.of());
    assertModelRefused(checkpoint + " has no tensor average/conv1.weight");
    TensorFile.write(
        checkpoint,
        texts,
        Map.of(
            "average/conv1.weight",
            new TensorFile.Tensor(new long[] {7, 7, 1, 8}, FloatBuffer.allocate(7 * 7 * 8))));
    assertModelRefused(
        checkpoint + ": tensor average/conv1.weight has the shape [7, 7, 1, 8], not [8, 1, 7, 7]");
    TensorFile.write(checkpoint, Map.of("labels", "a,b"), Map.of());
    assertModelRefused(checkpoint + ": entry pixel-min is missing");
    TensorFile.write(checkpoint, Map.of("labels", "a,b", "pixel-min", "x"), Map.of());
    assertModelRefused(checkpoint + ": entry pixel-min is 'x', no number");
    Map<String, String> upsideDown = new HashMap<>(texts);
    upsideDown.put("pixel-max", "-30");
    TensorFile.write(checkpoint, upsideDown, Map.of());
    assertModelRefused(checkpoint + ": pixel scale from -20.0 to -30.0 m/s^2 is not a range");
  }

  @Test
  void leavesTheOldFileWhereTheDiskIsFull() throws IOException {
    Path full = Path.of("/dev/full");
    assumeThat(Files.exists(full)).as("a device that is always full").isTrue();
    write(ONE, 8);
    byte[] old = Files.readAllBytes(file());
    Path part = Files.createSymbolicLink(folder.resolve("t.safetensors.part"), full);

    assertThatThrownBy(() -> TensorFile.write(file(), Map.of(), Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessage(file() + " cannot be written: No space left on device");

    assertThat(file()).hasBinaryContent(old);
    assertThat(part).doesNotExist();
  }

  private void assertModelRefused(String message) throws IOException {
    try (NDManager manager = PyTorch.newManager()) {
      assertThatThrownBy(() -> TrainedModel.read(folder, manager)).hasMessage(message);
    }
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
    assertThatThrownBy(() -> TensorFile.read(file()))
        .isInstanceOf(IOException.class)
        .hasMessage(file() + " is no whole checkpoint: " + reason);
  }
}
