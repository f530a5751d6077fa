package io.kinetograph.streams.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.segment.Segment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServingModelTest {

  private static final Segment SEGMENT =
      Segment.measured(0, new float[Segment.ROWS * Segment.COLUMNS]);

  @TempDir Path folder;

  /** Stays in the model until it is let out, and notices if it is closed meanwhile. */
  private static final class SlowNetwork implements Network {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch out = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean closedUnderWay = new AtomicBoolean();

    @Override
    public List<float[]> logits(List<Picture> pictures) {
      entered.countDown();
      try {
        out.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      closedUnderWay.set(closed.get());
      return Collections.nCopies(pictures.size(), new float[] {0, 1, 0, 0, 0});
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }

  @Test
  void aModelThatIsReplacedIsClosedOnceTheLastCallInItHasReturned() throws Exception {
    SlowNetwork slow = new SlowNetwork();
    OnnxRuntimeEngine.start();
    ModelFile file = ModelFile.read(new TinyModel().write(folder.resolve("slow.onnx")));
    ActivityModel first =
        new ActivityModel(OnnxSession.onCpu(file), ModelDevice.CPU, file.digest(), slow);
    var thread = Executors.newSingleThreadExecutor();
    try (ServingModel serving = new ServingModel(first)) {
      Future<List<Classification>> call =
          thread.submit(() -> serving.newClassifier().classify(List.of(SEGMENT, SEGMENT)));
      slow.entered.await();
      assertThat(serving.replace(load("tiny-2"))).isTrue();
      assertThat(serving.model().card().version()).isEqualTo("tiny-2");
      try (SegmentClassifier other = serving.newClassifier()) {
        assertThat(other.classify(List.of(SEGMENT)).get(0).model()).isEqualTo("tiny-2");
      }
      assertThat(slow.closed).isFalse();

      slow.out.countDown();
      assertThat(call.get()).extracting(Classification::model).containsExactly("tiny-1", "tiny-1");
      assertThat(slow.closedUnderWay).isFalse();
      assertThat(slow.closed).isTrue();
    } finally {
      thread.shutdown();
    }
  }

  @Test
  void aBatchIsOfOneModelHoweverOftenItIsReplaced() throws Exception {
    int threads = 3;
    List<Segment> batch = Collections.nCopies(5, SEGMENT);
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger calls = new AtomicInteger();
    List<ActivityModel> models = new ArrayList<>();
    var callers = Executors.newFixedThreadPool(threads);
    ServingModel serving = new ServingModel(load("tiny-0"));
    models.add(serving.model());
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(
            callers.submit(
                () -> {
                  // Two tasks on one thread.
                  try (SegmentClassifier one = serving.newClassifier();
                      SegmentClassifier two = serving.newClassifier()) {
                    int newest = 0;
                    while (!done.get()) {
                      for (SegmentClassifier classifier : List.of(one, two)) {
                        List<Classification> all = classifier.classify(batch);
                        int version = version(all.get(0));
                        assertThat(all).allMatch(each -> version(each) == version);
                        assertThat(version).isGreaterThanOrEqualTo(newest);
                        newest = version;
                        calls.incrementAndGet();
                      }
                    }
                  }
                }));
      }
      for (int version = 1; version <= 40; version++) {
        int before = calls.get();
        ActivityModel next = load("tiny-" + version);
        models.add(next);
        assertThat(serving.replace(next)).isTrue();
        while (calls.get() < before + 2 && running.stream().noneMatch(Future::isDone)) {
          Thread.onSpinWait();
        }
      }
      done.set(true);
      for (Future<?> each : running) {
        each.get(1, TimeUnit.MINUTES);
      }
      for (ActivityModel replaced : models.subList(0, 40)) {
        assertThatThrownBy(replaced::newClassifier).isInstanceOf(IllegalStateException.class);
      }
    } finally {
      done.set(true);
      callers.shutdown();
      serving.close();
    }
    assertThatThrownBy(models.get(40)::newClassifier).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aClassifierThatIsClosedLeavesItsThreadsOthers() throws Exception {
    try (ServingModel serving = new ServingModel(load("tiny-1"));
        SegmentClassifier stays = serving.newClassifier()) {
      SegmentClassifier goes = serving.newClassifier();
      goes.classify(List.of(SEGMENT));
      goes.close();
      goes.close();
      assertThat(stays.classify(List.of(SEGMENT))).hasSize(1);
    }
  }

  @Test
  void onceClosedItTakesNoModelAndClosesIt() throws Exception {
    ServingModel serving = new ServingModel(load("tiny-1"));
    SegmentClassifier classifier = serving.newClassifier();
    serving.close();
    serving.close();
    ActivityModel late = load("tiny-2");
    assertThat(serving.replace(late)).isFalse();
    assertThatThrownBy(late::newClassifier).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> classifier.classify(List.of(SEGMENT)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the model has been closed");
    classifier.close();
  }

  private ActivityModel load(String version) throws Exception {
    Path file = new TinyModel(version, TinyModel.LABELS).write(folder.resolve(version + ".onnx"));
    return new ModelLoader(ModelDevice.CPU, 5).load(Optional.of(file));
  }

  private static int version(Classification classification) {
    return Integer.parseInt(classification.model().substring("tiny-".length()));
  }
}
