// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.kinetograph.imaging.picture.Picture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Hands a batch of pictures to the engine as one tensor and reads its logits. DJL's own way, one
 * array a picture and a stack of them, copies twice and wants a second engine for the stacking.
 */
final class PictureTranslator implements Translator<Picture, ModelOutput> {

  private static final String COUNT = "pictures";

  private final List<String> names;
  private final int classes;
  private final BatchSizes paddedTo;
  private FloatBuffer pixels = newBuffer(1);

  /**
   * @param names of the model's outputs, in their order
   * @param classes logits of a picture
   * @param paddedTo the sizes that batches are filled up to
   */
  PictureTranslator(List<String> names, int classes, BatchSizes paddedTo) {
    this.names = names;
    this.classes = classes;
    this.paddedTo = paddedTo;
  }

  @Override
  public Batchifier getBatchifier() {
    // Only asked whether there is one; the batch methods below do the work.
    return Batchifier.STACK;
  }

  @Override
  public NDList batchProcessInput(TranslatorContext context, List<Picture> pictures) {
    int size = paddedTo.holding(pictures.size());
    if (pixels.capacity() < size * Picture.PIXELS) {
      pixels = newBuffer(size);
    }
    pixels.clear();
    pictures.forEach(picture -> picture.putInto(pixels));
    // Pixels of an earlier batch may stand where there is only padding: their logits are dropped.
    pixels.position(0).limit(size * Picture.PIXELS);
    Shape shape = new Shape(size, 1, Picture.ROWS, Picture.COLUMNS);
    NDArray batch = context.getNDManager().create(pixels, shape, DataType.FLOAT32);
    context.setAttachment(COUNT, pictures.size());
    return new NDList(batch);
  }

  @Override
  public List<ModelOutput> batchProcessOutput(TranslatorContext context, NDList outputs)
      throws TranslateException {
    int count = (Integer) context.getAttachment(COUNT);
    int size = paddedTo.holding(count);
    FloatBuffer logits = numbers(outputs, names.indexOf(ModelFile.OUTPUT));
    if (logits.remaining() != size * classes) {
      throw new TranslateException(
          String.format(
              Locale.ROOT,
              "the network gave %d logits, not %d",
              logits.remaining(),
              size * classes));
    }
    int second = names.indexOf(ModelFile.FEATURES);
    FloatBuffer features = second < 0 ? FloatBuffer.allocate(0) : numbers(outputs, second);
    int length = features.remaining() / size;
    List<ModelOutput> rows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      rows.add(new ModelOutput(next(logits, classes), next(features, length)));
    }
    return rows;
  }

  private static FloatBuffer numbers(NDList outputs, int index) {
    return outputs.get(index).toByteBuffer().asFloatBuffer();
  }

  private static float[] next(FloatBuffer numbers, int length) {
    float[] row = new float[length];
    numbers.get(row);
    return row;
  }

  @Override
  public NDList processInput(TranslatorContext context, Picture picture) {
    return batchProcessInput(context, List.of(picture));
  }

  @Override
  public ModelOutput processOutput(TranslatorContext context, NDList outputs)
      throws TranslateException {
    return batchProcessOutput(context, outputs).get(0);
  }

  /** A direct buffer for the pixels of so many pictures. */
  static FloatBuffer newBuffer(int pictures) {
    return ByteBuffer.allocateDirect(pictures * Picture.PIXELS * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
