package io.kinetograph.inference;

import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import io.kinetograph.imaging.picture.Picture;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Runs batches of pictures; several threads may ask at once. */
interface BatchRunner extends AutoCloseable {

  /**
   * Runs one batch.
   *
   * @param pictures one or more
   * @return a row of logits for each picture, in the same order
   * @throws InferenceException if the model fails
   */
  List<float[]> logits(List<Picture> pictures);

  @Override
  void close();

  /**
   * Runs each call with a predictor of its own, on the caller's thread. A predictor has buffers and
   * serves one call at a time; idle ones wait for the next call, so that there are as many as calls
   * were ever under way at once.
   */
  final class Pool implements BatchRunner {

    private final OnnxSession session;
    private final BatchSizes paddedTo;
    private final Deque<Predictor<Picture, float[]>> idle = new ConcurrentLinkedDeque<>();

    /**
     * @param paddedTo the sizes of batches that the session sees
     */
    Pool(OnnxSession session, BatchSizes paddedTo) {
      this.session = session;
      this.paddedTo = paddedTo;
    }

    @Override
    public List<float[]> logits(List<Picture> pictures) {
      Predictor<Picture, float[]> predictor = idle.pollFirst();
      if (predictor == null) {
        predictor = session.newPredictor(paddedTo);
      }
      try {
        return predictor.batchPredict(pictures);
      } catch (TranslateException e) {
        throw new InferenceException(
            "model %s failed on %d pictures".formatted(session.card().version(), pictures.size()),
            e);
      } finally {
        idle.addFirst(predictor);
      }
    }

    @Override
    public void close() {
      for (var next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
        next.close();
      }
    }
  }
}
