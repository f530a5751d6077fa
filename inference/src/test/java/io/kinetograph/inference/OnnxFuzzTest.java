// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import static io.kinetograph.fixtures.fuzz.FuzzedReader.INPUTS;
import static io.kinetograph.fixtures.fuzz.FuzzedReader.soakInputs;

import io.kinetograph.fixtures.fuzz.FuzzedReader;
import io.kinetograph.fixtures.fuzz.Mutator;
import io.kinetograph.fixtures.fuzz.OnnxMutations;
import io.kinetograph.fixtures.model.PoolingModel;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Damaged model files, as a failed copy leaves them, and models that are valid but not ours. ONNX
 * Runtime reads them in native code: an input that crashes it ends the test's process.
 */
class OnnxFuzzTest {

  /** In Java; ONNX Runtime's own memory is not counted. */
  private static final long MAX_ALLOCATED = 64 << 20;

  @Test
  void everyModelIsLoadedOrRejected() {
    fuzz(INPUTS);
  }

  @Test
  @Tag("soak")
  void everyOneOfManyModelsIsLoadedOrRejected() {
    fuzz(soakInputs());
  }

  private static void fuzz(int inputs) {
    List<byte[]> models = PoolingModel.all();
    Mutator bytes = new Mutator(models, List.of("picture", "logits", "kinetograph.labels"));
    ModelLoader loader = new ModelLoader(ModelDevice.CPU, 2);
    new FuzzedReader("onnx", InvalidModelException.class, MAX_ALLOCATED)
        .readAll(
            inputs,
            random -> random.nextBoolean() ? bytes.next(random) : structured(models, random),
            input -> loader.load(ModelFile.of("model", input)).close());
  }

  private static byte[] structured(List<byte[]> models, Random random) {
    return OnnxMutations.change(models.get(random.nextInt(models.size())), random);
  }
}
