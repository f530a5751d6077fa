package io.kinetograph.streams.classify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.kinetograph.imaging.picture.Picture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands a batch of pictures to the engine as one tensor and reads its logits. DJL's own way, one
 * array a picture and a stack of them, copies twice and wants a second engine for the stacking.
 */
final class PictureTranslator implements Translator<Picture, float[]> {

  private final int classes;
  private FloatBuffer pixels = direct(1);

  PictureTranslator(int classes) {
    this.classes = classes;
  }

  @Override
  public Batchifier getBatchifier() {
    // Only asked whether there is one; the batch methods below do the work.
    return Batchifier.STACK;
  }

  @Override
  public NDList batchProcessInput(TranslatorContext context, List<Picture> pictures) {
    int count = pictures.size();
    if (pixels.capacity() < count * Picture.PIXELS) {
      pixels = direct(count);
    }
    pixels.clear();
    pictures.forEach(picture -> picture.putInto(pixels));
    pixels.flip();
    Shape shape = new Shape(count, 1, Picture.ROWS, Picture.COLUMNS);
    NDArray batch = context.getNDManager().create(pixels, shape, DataType.FLOAT32);
    return new NDList(batch);
  }

  @Override
  public List<float[]> batchProcessOutput(TranslatorContext context, NDList outputs) {
    FloatBuffer logits = outputs.singletonOrThrow().toByteBuffer().asFloatBuffer();
    int count = logits.remaining() / classes;
    List<float[]> rows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      float[] row = new float[classes];
      logits.get(row);
      rows.add(row);
    }
    return rows;
  }

  @Override
  public NDList processInput(TranslatorContext context, Picture picture) {
    return batchProcessInput(context, List.of(picture));
  }

  @Override
  public float[] processOutput(TranslatorContext context, NDList outputs) {
    return batchProcessOutput(context, outputs).get(0);
  }

  private static FloatBuffer direct(int pictures) {
    return ByteBuffer.allocateDirect(pictures * Picture.PIXELS * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
