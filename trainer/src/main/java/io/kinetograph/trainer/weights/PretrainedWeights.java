// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.weights;

import io.kinetograph.trainer.checkpoint.SafetensorsFile;
import io.kinetograph.trainer.checkpoint.SafetensorsFile.NumberType;
import io.kinetograph.trainer.checkpoint.SafetensorsFile.Tensor;
import io.kinetograph.trainer.network.Discriminant;
import io.kinetograph.trainer.network.PyTorch;
import io.kinetograph.trainer.network.ResNet;
import io.kinetograph.trainer.network.ResNetStructure;
import io.kinetograph.trainer.network.ResNetStructure.Convolution;
import io.kinetograph.trainer.network.ResNetStructure.Layers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Weights of a ResNet for color pictures in safetensors, with torchvision's names and shapes, as
 * published for ImageNet. The stem's kernels are summed over red, green and blue; of the others,
 * the rows that the network has are taken; a last layer with a different number of classes is not
 * loaded.
 */
public final class PretrainedWeights {

  private static final String STEM = "conv1.weight";

  /** Red, green and blue. */
  private static final int COLORS = 3;

  /** A counter that PyTorch stores with the running statistics; inference does not use it. */
  private static final String COUNTER = ".num_batches_tracked";

  /** The most mismatches to list: in a file of another network nothing fits. */
  private static final int SHOWN = 20;

  private PretrainedWeights() {}

  /**
   * Loads the weights into a network.
   *
   * @return a sentence for the user about what was loaded
   * @throws IOException if the file cannot be read or does not fit; the message then lists the
   *     mismatches, and the network is unchanged
   */
  public static List<String> load(Path file, ResNet network) throws IOException {
    Map<String, Tensor> tensors =
        SafetensorsFile.read(file, "safetensors file", EnumSet.allOf(NumberType.class)).tensors();
    List<String> mismatches = mismatches(tensors, network);
    if (!mismatches.isEmpty()) {
      throw new IOException(
          "%s does not fit torchvision's %s: %s"
              .formatted(file, network.size().title(), someOf(mismatches)));
    }
    long classes = tensor(tensors, ResNet.HEAD_WEIGHT).shape().get(0);
    boolean headFits = classes == network.classes();
    network
        .parameters()
        .forEach(
            (name, parameter) -> {
              if (isPublished(name) && (headFits || !name.startsWith(ResNet.HEAD))) {
                PyTorch.floats(parameter.getArray())
                    .put(fitted(name, tensor(tensors, name).floats(), network.structure()));
              }
            });
    return List.of(
        String.format(
            Locale.ROOT,
            "weights of %s; its last layer has %d classes%s",
            file,
            classes,
            headFits
                ? ", as many as there are labels, and is taken too"
                : ", not " + network.classes() + ": it starts with random weights"));
  }

  private static String someOf(List<String> mismatches) {
    String shown = mismatches.stream().limit(SHOWN).collect(Collectors.joining("; "));
    int more = mismatches.size() - SHOWN;
    return more > 0 ? String.format(Locale.ROOT, "%s; and %d more", shown, more) : shown;
  }

  private static List<String> mismatches(Map<String, Tensor> tensors, ResNet network) {
    List<String> mismatches = new ArrayList<>();
    network
        .parameters()
        .forEach(
            (name, parameter) -> {
              Tensor tensor = tensors.get(name);
              if (!isPublished(name)) {
                return;
              }
              if (tensor == null) {
                mismatches.add(name + " is missing");
                return;
              }
              if (!tensor.isReadable()) {
                mismatches.add("%s is %s, not F32, F16 or BF16".formatted(name, tensor.type()));
              }
              String wanted = wanted(name, parameter.getShape().getShape(), tensors);
              if (!tensor.shape().toString().equals(wanted)) {
                mismatches.add("%s is %s, not %s".formatted(name, tensor.shape(), wanted));
              } else if (tensor.isReadable() && !allFinite(tensor.floats())) {
                mismatches.add(name + " has numbers that are not finite");
              }
            });
    tensors.keySet().stream()
        .filter(name -> !network.parameters().containsKey(name) && !name.endsWith(COUNTER))
        .forEach(name -> mismatches.add(name + " is unknown"));
    return mismatches;
  }

  /**
   * Not the kernels of channels that a color picture does not have, which stay random, and not the
   * discriminant, which is fitted to the training set.
   */
  private static boolean isPublished(String name) {
    return !name.equals(Layers.CONSTANT) && !Discriminant.isParameter(name);
  }

  private static boolean allFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The shape with square kernels, for three colors and for as many classes as the file's last
   * layer has.
   */
  private static String wanted(String name, long[] ours, Map<String, Tensor> tensors) {
    long[] wanted = ours.clone();
    if (wanted.length == 4) {
      wanted[2] = wanted[3];
    }
    Tensor head = tensors.get(ResNet.HEAD_WEIGHT);
    if (name.equals(STEM)) {
      wanted[1] = COLORS;
    } else if (name.startsWith(ResNet.HEAD) && head != null && !head.shape().isEmpty()) {
      wanted[0] = head.shape().get(0);
    }
    return Arrays.toString(wanted);
  }

  private static Tensor tensor(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  /** Published values in the shape that the network has. */
  private static float[] fitted(String name, float[] values, ResNetStructure structure) {
    for (Convolution c : structure.convolutions()) {
      if (name.equals(c.name() + ".weight")) {
        return rows(
            name.equals(STEM) ? spread(values, c.kernel() * c.kernel(), c.in()) : values, c);
      }
    }
    return values;
  }

  /** The rows of square kernels that a convolution has. */
  private static float[] rows(float[] square, Convolution c) {
    float[] rows = new float[c.out() * c.in() * c.rows() * c.kernel()];
    int length = c.rows() * c.kernel();
    for (int i = 0; i < c.out() * c.in(); i++) {
      int from = (i * c.kernel() + c.firstRow()) * c.kernel();
      System.arraycopy(square, from, rows, i * length, length);
    }
    return rows;
  }

  /**
   * Sums the stem's kernels over red, green and blue and spreads the sum evenly over the network's
   * channels: the response to equal channels does not change.
   *
   * @param colors out x 3 x area
   * @param area weights of a kernel
   * @param channels of the network
   * @return out x channels x area
   */
  static float[] spread(float[] colors, int area, int channels) {
    int kernels = colors.length / (COLORS * area);
    float[] spread = new float[kernels * channels * area];
    for (int kernel = 0; kernel < kernels; kernel++) {
      for (int i = 0; i < area; i++) {
        double sum = 0;
        for (int color = 0; color < COLORS; color++) {
          sum += colors[(kernel * COLORS + color) * area + i];
        }
        for (int channel = 0; channel < channels; channel++) {
          spread[(kernel * channels + channel) * area + i] = (float) (sum / channels);
        }
      }
    }
    return spread;
  }
}
