// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import io.kinetograph.imaging.picture.Picture;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs batches of pictures; several threads may ask at once. */
interface BatchRunner extends AutoCloseable {

  /**
   * Runs one batch.
   *
   * @param pictures one or more
   * @return the output for each picture, in the same order
   * @throws InferenceException if the model fails
   */
  List<ModelOutput> run(List<Picture> pictures);

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
    private final Deque<Predictor<Picture, ModelOutput>> idle = new ConcurrentLinkedDeque<>();

    /**
     * @param paddedTo the sizes of batches that the session sees
     */
    Pool(OnnxSession session, BatchSizes paddedTo) {
      this.session = session;
      this.paddedTo = paddedTo;
    }

    @Override
    public List<ModelOutput> run(List<Picture> pictures) {
      Predictor<Picture, ModelOutput> predictor = idle.pollFirst();
      if (predictor == null) {
        predictor = session.newPredictor(paddedTo);
      }
      try {
        return predictor.batchPredict(pictures);
      } catch (TranslateException e) {
        throw new InferenceException(
            String.format(
                Locale.ROOT,
                "model %s failed on %d pictures: %s",
                session.card().version(),
                pictures.size(),
                OnnxRuntime.firstLine(e)),
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

  /**
   * Runs every batch on the same thread, whichever thread asks. CUDA's provider keeps memory on the
   * GPU for each thread that ever ran it (microsoft/onnxruntime issue 6181).
   */
  final class OneThread implements BatchRunner {

    private final BatchRunner runner;
    private final ExecutorService thread;

    /**
     * @param runner closed on the thread that runs it
     */
    OneThread(BatchRunner runner) {
      this.runner = runner;
      this.thread =
          Executors.newSingleThreadExecutor(
              work -> {
                Thread daemon = new Thread(work, "inference");
                daemon.setDaemon(true);
                return daemon;
              });
    }

    @Override
    public List<ModelOutput> run(List<Picture> pictures) {
      Future<List<ModelOutput>> outputs = thread.submit(() -> runner.run(pictures));
      try {
        return outputs.get();
      } catch (ExecutionException e) {
        throw new InferenceException("the model failed on its thread", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InferenceException("interrupted while waiting for the model", e);
      }
    }

    /**
     * Returns once no run is under way, which may outlast an interrupted caller: the session is
     * closed next, and closing it in the middle of a run crashes the process.
     */
    @Override
    public void close() {
      thread.execute(runner::close);
      thread.shutdown();
      boolean interrupted = false;
      boolean ended = false;
      while (!ended) {
        try {
          ended = thread.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
