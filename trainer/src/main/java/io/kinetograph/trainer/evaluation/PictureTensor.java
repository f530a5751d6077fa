package io.kinetograph.trainer.evaluation;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.imaging.segment.Segment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/** Segments as what a model file reads: a float tensor N x 1 x 15 x 125, pixels from 0 to 1. */
public final class PictureTensor {

  private PictureTensor() {}

  /**
   * Renders segments.
   *
   * @param environment the session's
   * @param segments one or more
   * @param scale the model's
   * @return a tensor that the caller closes
   */
  public static OnnxTensor of(OrtEnvironment environment, List<Segment> segments, PixelScale scale)
      throws OrtException {
    FloatBuffer pixels =
        ByteBuffer.allocateDirect(segments.size() * Picture.PIXELS * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    segments.forEach(segment -> Picture.of(segment, scale).putInto(pixels));
    long[] shape = {segments.size(), 1, Picture.ROWS, Picture.COLUMNS};
    return OnnxTensor.createTensor(environment, pixels.flip(), shape);
  }
}
