package io.kinetograph.streams.refresh;

import io.kinetograph.imaging.model.ModelCard;
import io.kinetograph.streams.classify.ActivityModel;
import io.kinetograph.streams.classify.InvalidModelException;
import io.kinetograph.streams.classify.ModelLoader;
import io.kinetograph.streams.classify.SegmentClassifier;
import io.kinetograph.streams.classify.ServingModel;
import io.kinetograph.streams.config.ModelSettings;
import io.kinetograph.streams.thread.DaemonThreads;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The model of the running app: loaded at the start, replaced when its file is. May be used by
 * several threads.
 */
public final class ModelService implements AutoCloseable {

  private final ServingModel serving;
  private final ModelMetrics metrics;
  private final @Nullable ModelRefresh refresh;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(new DaemonThreads("model-refresh"));

  private ModelService(ServingModel serving, ModelMetrics metrics, @Nullable ModelRefresh refresh) {
    this.serving = serving;
    this.metrics = metrics;
    this.refresh = refresh;
  }

  /**
   * Loads the model and, if it is a file, begins to look at it.
   *
   * @param rules which model, on what, and how often to look
   * @param largestBatch most segments of a call
   * @param registry where meters are registered; it stays its owner's to close
   * @throws InvalidModelException if the model cannot be served
   */
  public static ModelService start(ModelSettings rules, int largestBatch, MeterRegistry registry)
      throws InvalidModelException {
    ModelLoader loader = new ModelLoader(rules.device(), largestBatch);
    ServingModel serving = new ServingModel(loader.load(rules.file()));
    ModelMetrics metrics = new ModelMetrics(registry);
    metrics.serves(serving.model());
    long interval = rules.refreshInterval().toMillis();
    ModelRefresh refresh =
        rules
            .file()
            .filter(file -> interval > 0)
            .map(file -> new ModelRefresh(file, loader, serving, metrics))
            .orElse(null);
    ModelService service = new ModelService(serving, metrics, refresh);
    if (refresh != null) {
      var unused =
          service.looks.scheduleWithFixedDelay(
              refresh::look, interval, interval, TimeUnit.MILLISECONDS);
    }
    return service;
  }

  /** The model that serves. */
  public ActivityModel model() {
    return serving.model();
  }

  /** Makes a classifier for the thread that asks; it outlives a model. */
  public SegmentClassifier newClassifier() {
    return serving.newClassifier();
  }

  /** Facts for people: the model that serves, what it runs on, what was refused last. */
  public Map<String, Object> info() {
    ActivityModel model = serving.model();
    ModelCard card = model.card();
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("version", card.version());
    info.put("device", model.device().toString());
    info.put("sha256", model.digest());
    info.put("created", card.created().toString());
    info.put("labels", card.labels());
    info.put("trainingData", card.trainingData());
    info.put("accuracy", card.accuracy());
    if (refresh != null) {
      refresh
          .lastRefusal()
          .ifPresent(
              refusal ->
                  info.put(
                      "lastRefusal",
                      Map.of("at", refusal.at().toString(), "reason", refusal.reason())));
    }
    return info;
  }

  /** Ends the looks and lets the model go, which is freed once no thread is in it. */
  @Override
  public void close() {
    // A model that is just being loaded is closed by itself: there is nothing left to serve in.
    looks.shutdown();
    serving.close();
    metrics.close();
  }
}
