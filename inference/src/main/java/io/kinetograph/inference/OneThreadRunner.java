package io.kinetograph.inference;

import io.kinetograph.imaging.picture.Picture;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Runs every batch on the same thread, whichever thread asks. CUDA's provider keeps memory on the
 * GPU for each thread that ever ran it (microsoft/onnxruntime issue 6181).
 */
final class OneThreadRunner implements BatchRunner {

  private final BatchRunner runner;
  private final ExecutorService thread;

  /**
   * @param runner closed on the thread that runs it
   */
  OneThreadRunner(BatchRunner runner) {
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
  public List<float[]> logits(List<Picture> pictures) {
    Future<List<float[]>> logits = thread.submit(() -> runner.logits(pictures));
    try {
      return logits.get();
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
