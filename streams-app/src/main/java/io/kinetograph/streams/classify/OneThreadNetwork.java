package io.kinetograph.streams.classify;

import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.streams.thread.DaemonThreads;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Runs a network on a thread of its own, whoever asks; may be asked by several threads. CUDA's
 * provider keeps memory on the GPU for each thread that ever ran it (microsoft/onnxruntime issue
 * 6181).
 */
final class OneThreadNetwork implements Network {

  private final Network network;
  private final ExecutorService thread;

  OneThreadNetwork(Network network) {
    this.network = network;
    this.thread = Executors.newSingleThreadExecutor(new DaemonThreads("inference"));
  }

  @Override
  public List<float[]> logits(List<Picture> pictures) {
    Future<List<float[]>> logits = thread.submit(() -> network.logits(pictures));
    try {
      return logits.get();
    } catch (ExecutionException e) {
      throw new ClassificationException("the model failed on its thread", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClassificationException("interrupted while waiting for the model", e);
    }
  }

  /** Returns once no run is under way: whoever asked for one may have been interrupted. */
  @Override
  public void close() {
    thread.execute(network::close);
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
