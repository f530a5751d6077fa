package io.kinetograph.trainer.training;

import ai.djl.ndarray.types.Shape;
import io.kinetograph.trainer.network.ResNet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Weights of a ResNet34 for colour pictures in safetensors, by torchvision's names and shapes, as
 * they are published for ImageNet. The stem is made to fit by {@link StemWeights}; a last layer of
 * another number of classes is left out.
 */
final class PublishedWeights {

  private static final String STEM = "conv1.weight";
  private static final String HEAD = "fc.weight";
  private static final String HEAD_BIAS = "fc.bias";

  /** A counter that PyTorch keeps beside running statistics; nothing is computed from it. */
  private static final String COUNTER = ".num_batches_tracked";

  /** As many as a reader takes in: of another network's file, nothing fits. */
  private static final int SHOWN = 20;

  private final Path file;

  PublishedWeights(Path file) {
    this.file = file;
  }

  /**
   * Puts the weights into a network.
   *
   * @return what there is to say of it
   * @throws IOException if the file cannot be read or does not fit; then it says what does not
   */
  List<String> putInto(ResNet network) throws IOException {
    Map<String, PublishedTensor> published = PublishedFile.read(file);
    List<String> mismatches = mismatches(published, network);
    if (!mismatches.isEmpty()) {
      throw new IOException(
          "%s does not fit torchvision's %s: %s"
              .formatted(file, network.size().title(), someOf(mismatches)));
    }
    long classes = tensor(published, HEAD).shape()[0];
    boolean headFits = classes == network.classes();
    network
        .parameters()
        .forEach(
            (name, parameter) -> {
              if (headFits || !isHead(name)) {
                float[] values = tensor(published, name).floats();
                AdamW.floats(parameter.getArray())
                    .put(name.equals(STEM) ? stem(values, parameter.getShape()) : values);
              }
            });
    return List.of(
        "weights of %s; its last layer has %d classes%s"
            .formatted(
                file,
                classes,
                headFits
                    ? ", as many as there are labels, and is taken too"
                    : ", not %d: a fresh one is trained".formatted(network.classes())));
  }

  private static String someOf(List<String> mismatches) {
    String shown = mismatches.stream().limit(SHOWN).collect(Collectors.joining("; "));
    int more = mismatches.size() - SHOWN;
    return more > 0 ? "%s; and %d more".formatted(shown, more) : shown;
  }

  private static float[] stem(float[] published, Shape ours) {
    return StemWeights.spread(
        published, (int) (ours.get(2) * ours.get(3)), Math.toIntExact(ours.get(1)));
  }

  private static List<String> mismatches(Map<String, PublishedTensor> published, ResNet network) {
    List<String> mismatches = new ArrayList<>();
    network
        .parameters()
        .forEach(
            (name, parameter) -> {
              PublishedTensor tensor = published.get(name);
              if (tensor == null) {
                mismatches.add(name + " is missing");
                return;
              }
              if (!tensor.isRead()) {
                mismatches.add("%s is %s, not F32, F16 or BF16".formatted(name, tensor.type()));
              }
              long[] wanted = wanted(name, parameter.getShape().getShape(), published);
              if (!Arrays.equals(tensor.shape(), wanted)) {
                mismatches.add(
                    "%s is %s, not %s"
                        .formatted(name, Arrays.toString(tensor.shape()), Arrays.toString(wanted)));
              } else if (tensor.isRead() && !allFinite(tensor.floats())) {
                mismatches.add(name + " holds what is no finite number");
              }
            });
    published.keySet().stream()
        .filter(name -> !network.parameters().containsKey(name) && !name.endsWith(COUNTER))
        .forEach(name -> mismatches.add(name + " is not known"));
    return mismatches;
  }

  private static boolean allFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** The shape for three colours and for as many classes as the published head has. */
  private static long[] wanted(String name, long[] ours, Map<String, PublishedTensor> published) {
    long[] wanted = ours.clone();
    PublishedTensor head = published.get(HEAD);
    if (name.equals(STEM)) {
      wanted[1] = StemWeights.COLOURS;
    } else if (isHead(name) && head != null && head.shape().length > 0) {
      wanted[0] = head.shape()[0];
    }
    return wanted;
  }

  private static PublishedTensor tensor(Map<String, PublishedTensor> published, String name) {
    return Objects.requireNonNull(published.get(name), name);
  }

  private static boolean isHead(String name) {
    return name.equals(HEAD) || name.equals(HEAD_BIAS);
  }
}
