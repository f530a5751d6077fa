// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import io.kinetograph.imaging.picture.Picture;
import java.util.ArrayList;
import java.util.List;

/** A model in ONNX Runtime: one session, and the runner that feeds it batches. */
final class OnnxModel implements LogitsModel {

  private final OnnxSession session;
  private final ModelDevice device;
  private final String digest;
  private final int largestBatch;
  private final BatchRunner runner;
  private volatile boolean closed;

  /**
   * @param session closed with the model
   * @param digest of the model's file
   * @param largestBatch most pictures of one run
   * @param runner closed with the model, before the session
   */
  OnnxModel(
      OnnxSession session,
      ModelDevice device,
      String digest,
      int largestBatch,
      BatchRunner runner) {
    this.session = session;
    this.device = device;
    this.digest = digest;
    this.largestBatch = largestBatch;
    this.runner = runner;
  }

  @Override
  public ModelCard card() {
    return session.card();
  }

  @Override
  public ModelDevice device() {
    return device;
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public List<ModelOutput> run(List<Picture> pictures) {
    if (closed) {
      throw new IllegalStateException("model " + card().version() + " has been closed");
    }
    if (pictures.size() <= largestBatch) {
      return pictures.isEmpty() ? List.of() : runner.run(pictures);
    }
    List<ModelOutput> outputs = new ArrayList<>(pictures.size());
    for (int from = 0; from < pictures.size(); from += largestBatch) {
      int to = Math.min(from + largestBatch, pictures.size());
      outputs.addAll(runner.run(pictures.subList(from, to)));
    }
    return outputs;
  }

  @Override
  public void close() {
    closed = true;
    runner.close();
    session.close();
  }
}
