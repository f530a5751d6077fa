// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Bounds the tensors of a model before it runs: a file of a kilobyte can pad its picture to
 * gigabytes, and ONNX Runtime 1.29 has no limit of its memory that Java can set.
 *
 * <p>ONNX Runtime computes the shapes of all tensors when it opens a model, and tells those of
 * outputs. So the model is opened once without optimization, which computes no numbers, with every
 * tensor of its graph as an output.
 *
 * <p>This is against accidents: the model file is the operator's own. It does not see shapes that
 * ONNX Runtime knows only in a run (computed from the picture, or by operators such as OneHot), the
 * tensors in the bodies of loops and conditions, a kernel's own buffers, how many tensors there are
 * at once, and how long a model computes.
 */
final class TensorSizes {

  /** For one picture: more than eight times 64 channels of a whole picture. */
  static final long MAX_FOR_A_PICTURE = 1 << 20;

  /** A byte of the file holds two weights at most, and a node turns them into floats. */
  private static final long WEIGHTS_IN_A_BYTE = 2;

  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_OUTPUT = 12;
  private static final int OUTPUT_NAME = 1;

  private TensorSizes() {}

  /**
   * Checks the tensors of a model.
   *
   * @throws InvalidModelException if one is too large
   * @throws OrtException if ONNX Runtime cannot open the model
   */
  static void check(ModelFile file, OnnxHeader header) throws InvalidModelException, OrtException {
    if (header.hasSparse()) {
      throw new InvalidModelException(
          file.name() + " has sparse tensors, whose size is not limited: export it without them");
    }
    try (OrtSession.SessionOptions options = OnnxRuntime.options(1)) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      byte[] open = withOutputs(file.bytes(), header.tensors());
      try (OrtSession session = OnnxRuntime.open(open, options)) {
        for (Map.Entry<String, NodeInfo> tensor : session.getOutputInfo().entrySet()) {
          if (tensor.getValue().getInfo() instanceof TensorInfo info) {
            check(file, tensor.getKey(), info.getShape());
          }
        }
      }
    }
  }

  /** The first dimension of what depends on the pictures is free, because a batch may have any. */
  private static void check(ModelFile file, String tensor, long[] shape)
      throws InvalidModelException {
    boolean isForPictures = Arrays.stream(shape).anyMatch(size -> size < 0);
    long most =
        isForPictures
            ? MAX_FOR_A_PICTURE
            : Math.max(MAX_FOR_A_PICTURE, WEIGHTS_IN_A_BYTE * file.bytes().length);
    double numbers =
        Arrays.stream(shape).mapToDouble(size -> size < 0 ? 1 : size).reduce(1, (a, b) -> a * b);
    if (numbers > most) {
      throw new InvalidModelException(
          String.format(
              Locale.ROOT,
              "%s computes a tensor ('%s') of %,.0f numbers%s, more than the limit of %,d: check"
                  + " its paddings and shapes",
              file.name(),
              OnnxSession.printable(tensor),
              numbers,
              isForPictures ? " for each picture" : "",
              most));
    }
  }

  /** In Protocol Buffers, what follows a message adds to it. */
  private static byte[] withOutputs(byte[] model, Set<String> tensors) {
    ByteArrayOutputStream outputs = new ByteArrayOutputStream();
    for (String tensor : tensors) {
      ByteArrayOutputStream name = new ByteArrayOutputStream();
      write(name, OUTPUT_NAME, tensor.getBytes(ISO_8859_1));
      write(outputs, GRAPH_OUTPUT, name.toByteArray());
    }
    ByteArrayOutputStream graph = new ByteArrayOutputStream();
    write(graph, MODEL_GRAPH, outputs.toByteArray());
    byte[] both = Arrays.copyOf(model, model.length + graph.size());
    System.arraycopy(graph.toByteArray(), 0, both, model.length, graph.size());
    return both;
  }

  private static void write(ByteArrayOutputStream to, int field, byte[] content) {
    to.write(field << 3 | 2);
    int length = content.length;
    for (; length > 0x7F; length >>>= 7) {
      to.write(length | 0x80);
    }
    to.write(length);
    to.writeBytes(content);
  }
}
