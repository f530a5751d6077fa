package io.kinetograph.streams.classify;

import io.kinetograph.imaging.model.ModelCard;
import io.kinetograph.imaging.picture.Picture;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A loaded model: one ONNX Runtime session, shared by the classifiers made from it, each of which
 * serves one thread. {@link ModelLoader} loads it; whoever has it loaded closes it, after the last
 * call of its classifiers.
 */
public final class ActivityModel implements AutoCloseable {

  private final OnnxSession session;
  private final ModelDevice device;
  private final String digest;
  private final @Nullable Network shared;

  /**
   * @param shared the only network that runs it, or null for one a classifier
   */
  ActivityModel(OnnxSession session, ModelDevice device, String digest, @Nullable Network shared) {
    this.session = session;
    this.device = device;
    this.digest = digest;
    this.shared = shared;
  }

  /** What the model says about itself. */
  public ModelCard card() {
    return session.card();
  }

  /** What it runs on: {@code cpu}, {@code cuda:0}, {@code tensorrt:0}. */
  public ModelDevice device() {
    return device;
  }

  /** SHA-256 of its file, in hexadecimal. */
  public String digest() {
    return digest;
  }

  /** Makes a classifier for one thread. */
  public SegmentClassifier newClassifier() {
    Network network =
        shared == null ? session.newNetwork(pictures -> pictures) : new Borrowed(shared);
    return new NetworkClassifier(network, session.card());
  }

  private record Borrowed(Network network) implements Network {

    @Override
    public List<float[]> logits(List<Picture> pictures) {
      return network.logits(pictures);
    }

    @Override
    public void close() {}
  }

  @Override
  public void close() {
    if (shared != null) {
      shared.close();
    }
    session.close();
  }
}
