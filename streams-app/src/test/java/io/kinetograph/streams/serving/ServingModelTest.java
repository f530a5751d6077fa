// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.fixtures.model.TinyModel;
import io.kinetograph.imaging.picture.Picture;
import io.kinetograph.imaging.picture.PixelScale;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.LogitsModel;
import io.kinetograph.inference.ModelCard;
import io.kinetograph.inference.ModelDevice;
import io.kinetograph.inference.ModelFile;
import io.kinetograph.inference.ModelLoader;
import io.kinetograph.inference.ModelOutput;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServingModelTest {

  private static final Segment SEGMENT =
      Segment.measured(0, new float[Segment.ROWS * Segment.COLUMNS]);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ModelMetrics metrics = new ModelMetrics(registry);

  /** A call stays in it until it is let out, and notices if the model is closed meanwhile. */
  private static final class SlowModel implements LogitsModel {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch out = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean closedUnderWay = new AtomicBoolean();
    private final float[] logits;

    SlowModel(float... logits) {
      this.logits = logits;
    }

    @Override
    public ModelCard card() {
      return new ModelCard(
          "slow-1",
          List.of("a", "b"),
          List.of("a", "b"),
          1,
          Optional.empty(),
          new PixelScale(-20, 20),
          "none",
          new TreeMap<>(),
          Instant.EPOCH);
    }

    @Override
    public ModelDevice device() {
      return ModelDevice.CPU;
    }

    @Override
    public String digest() {
      return "0";
    }

    @Override
    public List<ModelOutput> run(List<Picture> pictures) {
      entered.countDown();
      try {
        out.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      closedUnderWay.set(closed.get());
      return Collections.nCopies(pictures.size(), new ModelOutput(logits, new float[0]));
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }

  @Test
  void aReplacedModelIsClosedOnceTheLastCallInItHasReturned() throws Exception {
    SlowModel slow = new SlowModel(0, 1);
    var thread = Executors.newSingleThreadExecutor();
    try (ServingModel serving = new ServingModel(slow, OptionalDouble.empty(), metrics)) {
      Future<List<Classification>> call =
          thread.submit(() -> serving.classify(List.of(SEGMENT, SEGMENT)));
      slow.entered.await();
      assertThat(serving.replace(load("tiny-2"))).isTrue();
      assertThat(serving.model().card().version()).isEqualTo("tiny-2");
      assertThat(serving.classify(List.of(SEGMENT)).get(0).activities().model())
          .isEqualTo("tiny-2");
      assertThat(slow.closed).isFalse();

      slow.out.countDown();
      assertThat(call.get())
          .extracting(result -> result.activities().model())
          .containsExactly("slow-1", "slow-1");
      assertThat(call.get()).extracting(Classification::activity).containsExactly("b", "b");
      assertThat(slow.closedUnderWay).isFalse();
      assertThat(slow.closed).isTrue();
    } finally {
      thread.shutdown();
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void segmentsWithInvalidLogitsAreCounted(float logit) {
    SlowModel model = new SlowModel(0, logit);
    model.out.countDown();
    try (ServingModel serving = new ServingModel(model, OptionalDouble.empty(), metrics)) {
      serving.classify(List.of(SEGMENT));
      serving.classify(List.of(SEGMENT, SEGMENT));
    }
    assertThat(invalidLogits()).isEqualTo(3);
  }

  @Test
  void finiteLogitsAreNotCounted() {
    SlowModel model = new SlowModel(0, 1e30f);
    model.out.countDown();
    try (ServingModel serving = new ServingModel(model, OptionalDouble.empty(), metrics)) {
      serving.classify(List.of(SEGMENT));
    }
    assertThat(invalidLogits()).isZero();
  }

  private double invalidLogits() {
    return registry.get("kinetograph.segments.invalid.logits").counter().count();
  }

  @Test
  void aBatchIsOfOneModelHoweverOftenItIsReplaced() throws Exception {
    int threads = 3;
    List<Segment> batch = Collections.nCopies(5, SEGMENT);
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger calls = new AtomicInteger();
    List<LogitsModel> models = new ArrayList<>();
    var callers = Executors.newFixedThreadPool(threads);
    ServingModel serving = new ServingModel(load("tiny-0"), OptionalDouble.empty(), metrics);
    models.add(serving.model());
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(
            callers.submit(
                () -> {
                  int newest = 0;
                  while (!done.get()) {
                    List<Classification> all = serving.classify(batch);
                    int version = version(all.get(0));
                    assertThat(all).allMatch(each -> version(each) == version);
                    assertThat(version).isGreaterThanOrEqualTo(newest);
                    newest = version;
                    calls.incrementAndGet();
                  }
                }));
      }
      for (int version = 1; version <= 40; version++) {
        int before = calls.get();
        LogitsModel next = load("tiny-" + version);
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
      for (LogitsModel replaced : models.subList(0, 40)) {
        assertClosed(replaced);
      }
    } finally {
      done.set(true);
      callers.shutdown();
      serving.close();
    }
    assertClosed(models.get(40));
  }

  @Test
  void onceClosedItTakesNoModelAndClosesIt() throws Exception {
    ServingModel serving = new ServingModel(load("tiny-1"), OptionalDouble.empty(), metrics);
    serving.close();
    serving.close();
    LogitsModel late = load("tiny-2");
    assertThat(serving.replace(late)).isFalse();
    assertClosed(late);
    assertThatThrownBy(() -> serving.classify(List.of(SEGMENT)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the model has been closed");
  }

  private static void assertClosed(LogitsModel model) {
    assertThatThrownBy(() -> model.logits(model.render(List.of(SEGMENT))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("model " + model.card().version() + " has been closed");
  }

  private static LogitsModel load(String version) throws Exception {
    byte[] bytes = new TinyModel(version, TinyModel.LABELS).bytes();
    return new ModelLoader(ModelDevice.CPU, 5).load(ModelFile.of(version, bytes));
  }

  private static int version(Classification classification) {
    return Integer.parseInt(classification.activities().model().substring("tiny-".length()));
  }
}
