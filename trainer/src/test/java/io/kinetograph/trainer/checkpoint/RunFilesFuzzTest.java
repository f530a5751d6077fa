// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.checkpoint;

import static io.kinetograph.fixtures.fuzz.FuzzedReader.INPUTS;
import static io.kinetograph.fixtures.fuzz.FuzzedReader.soakInputs;

import io.kinetograph.fixtures.fuzz.FuzzedReader;
import io.kinetograph.fixtures.fuzz.Mutator;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.trainer.checkpoint.SafetensorsFile.NumberType;
import io.kinetograph.trainer.data.Preprocessing;
import io.kinetograph.trainer.file.JsonFile;
import io.kinetograph.trainer.training.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged and hostile run.json and checkpoints. */
class RunFilesFuzzTest {

  private static final long MAX_ALLOCATED = 16 << 20;

  @TempDir Path folder;

  @Test
  void everyRunDescriptionIsReadOrRejected() throws IOException {
    fuzzDescriptions(INPUTS);
  }

  @Test
  @Tag("soak")
  void everyOneOfManyRunDescriptionsIsReadOrRejected() throws IOException {
    fuzzDescriptions(soakInputs());
  }

  @Test
  void everyCheckpointIsReadOrRejected() {
    fuzzCheckpoints(INPUTS);
  }

  @Test
  @Tag("soak")
  void everyOneOfManyCheckpointsIsReadOrRejected() {
    fuzzCheckpoints(soakInputs());
  }

  private void fuzzDescriptions(int inputs) throws IOException {
    RunDescription run =
        new RunDescription(
            Settings.quick().layerRates("1e-4:1e-2").build(),
            OptionalDouble.of(0.01),
            OptionalInt.of(2),
            List.of("sitting", "rowing"),
            new Preprocessing(new PixelScale(-20, 20), 0),
            "2 segments",
            "0123abcd",
            Optional.of("abcd0123"));
    Path file = folder.resolve("run.json");
    JsonFile.write(file, run);
    Mutator mutator =
        new Mutator(
            List.of(Files.readAllBytes(file)),
            List.of("null", "[", "{\"a\":", "1e999999999", "-0", "\"\\ud800\"", "subjects:1-99"));
    new FuzzedReader("json", IOException.class, MAX_ALLOCATED)
        .readAll(
            inputs,
            mutator::next,
            input -> {
              Files.write(file, input);
              RunDescription.of(folder);
            });
  }

  private void fuzzCheckpoints(int inputs) {
    Mutator mutator =
        new Mutator(
            List.of(
                safetensors(
                    "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
                        + "\"b\":{\"dtype\":\"F16\",\"shape\":[],\"data_offsets\":[24,26]}}",
                    26),
                safetensors(
                    "{\"__metadata__\":{\"format\":\"pt\"},"
                        + "\"c\":{\"dtype\":\"BF16\",\"shape\":[4],\"data_offsets\":[0,8]}}",
                    8)),
            List.of("[", "{\"a\":", "9223372036854775807", "-1", "1e400", "F64", "\"shape\":[0,"));
    Path file = folder.resolve("checkpoint.safetensors");
    new FuzzedReader("safetensors", IOException.class, MAX_ALLOCATED)
        .readAll(
            inputs,
            mutator::next,
            input ->
                SafetensorsFile.read(
                        Files.write(file, input), "checkpoint", EnumSet.allOf(NumberType.class))
                    .tensors()
                    .values()
                    .stream()
                    .filter(SafetensorsFile.Tensor::isReadable)
                    .forEach(SafetensorsFile.Tensor::floats));
  }

  private static byte[] safetensors(String header, int dataLength) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + text.length + dataLength)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .array();
  }
}
