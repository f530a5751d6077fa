// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.kinetograph.trainer.checkpoint.SafetensorsFile.NumberType;
import io.kinetograph.trainer.network.PyTorch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

class SafetensorsFilePropertyTest {

  /** What stands in a header and may come to stand in another place. */
  private static final String LETTERS = "0123456789-+.eE\"{}[],: \\FSx\0";

  private Path file = Path.of("");
  private byte[] whole = {};

  @BeforeProperty
  void writeFile() throws IOException {
    file = Files.createTempFile("tensors", ".safetensors");
    PyTorch.start(1);
    try (NDManager manager = PyTorch.newManager();
        NDList tensors = new NDList(manager.zeros(new Shape(2, 2)), manager.zeros(new Shape(3)))) {
      tensors.get(0).setName("a");
      tensors.get(1).setName("b");
      SafetensorsFile.write(file, tensors);
    }
    whole = Files.readAllBytes(file);
  }

  @AfterProperty
  void removeFile() throws IOException {
    Files.delete(file);
  }

  @Property(tries = 1000)
  void readsAChangedFileOrReportsWhatIsWrong(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int changes,
      @ForAll @IntRange(max = 40) int cut)
      throws IOException {
    byte[] bytes = whole.clone();
    Random random = new Random(seed);
    for (int i = 0; i < changes; i++) {
      bytes[random.nextInt(bytes.length)] =
          (byte)
              (random.nextInt(4) == 0
                  ? random.nextInt()
                  : LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    read(Arrays.copyOf(bytes, bytes.length - (cut < 5 ? cut : 0)));
  }

  @Property(tries = 200)
  void refusesRandomBytes(@ForAll @Size(max = 200) byte[] bytes) throws IOException {
    assertThat(read(bytes)).isFalse();
  }

  @Property(tries = 200)
  void readsOrRefusesAnyTextAsAHeader(@ForAll @Size(max = 200) byte[] header) throws IOException {
    byte[] bytes = Arrays.copyOf(new byte[] {(byte) header.length}, 8 + header.length);
    System.arraycopy(header, 0, bytes, 8, header.length);
    // By chance, the text may be that of an empty header.
    read(bytes);
  }

  private boolean read(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    try {
      SafetensorsFile.read(file, "checkpoint", Set.of(NumberType.F32))
          .tensors()
          .forEach((name, tensor) -> assertThat(tensor.floats()).as(name).isNotNull());
      return true;
    } catch (IOException e) {
      assertThat(e.getMessage()).startsWith(file + " is not a complete checkpoint: ");
      return false;
    }
  }
}
