// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.benchmarks.peers;

import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.LogitsModel;
import io.kinetograph.inference.ModelDevice;
import io.kinetograph.inference.ModelFile;
import io.kinetograph.inference.ModelLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The model alone, in a loop: batches of 64 pictures that are made beforehand, one session, a
 * number of callers. {@code MODEL-FILE THREADS SEGMENTS}.
 */
public final class ModelPeer {

  private static final int BATCH = 64;

  private ModelPeer() {}

  /**
   * Runs it.
   *
   * @param args see above
   */
  public static void main(String... args) throws Exception {
    int threads = Integer.parseInt(args[1]);
    long segments = Long.parseLong(args[2]);
    LogitsModel model =
        new ModelLoader(ModelDevice.CPU, BATCH).load(ModelFile.read(Path.of(args[0])));
    List<List<Picture>> batches = batches(model);
    AtomicLong taken = new AtomicLong();
    AtomicLong done = new AtomicLong();
    ExecutorService callers = Executors.newFixedThreadPool(threads);
    for (int thread = 0; thread < threads; thread++) {
      callers.execute(
          () -> {
            for (long batch = taken.getAndIncrement();
                batch * BATCH < segments;
                batch = taken.getAndIncrement()) {
              model.logits(batches.get((int) (batch % batches.size())));
              System.out.println(done.addAndGet(BATCH));
            }
          });
    }
    callers.shutdown();
    callers.awaitTermination(1, TimeUnit.DAYS);
    // Its figures are read until its standard input ends.
    System.in.readAllBytes();
    System.exit(0);
  }

  private static List<List<Picture>> batches(LogitsModel model) {
    Corpus corpus = new Corpus();
    List<List<Picture>> batches = new ArrayList<>();
    List<Segment> batch = new ArrayList<>();
    for (int segment = 0; segment < Corpus.SEGMENTS; segment++) {
      for (int motion = 0; motion < Corpus.MOTIONS; motion++) {
        batch.add(corpus.segment(motion, segment * Segment.COLUMNS));
        if (batch.size() == BATCH) {
          batches.add(model.render(batch));
          batch.clear();
        }
      }
    }
    return batches;
  }
}
