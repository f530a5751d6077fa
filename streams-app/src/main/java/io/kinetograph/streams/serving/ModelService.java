// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.serving;

import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.inference.LogitsModel;
import io.kinetograph.inference.ModelCard;
import io.kinetograph.inference.ModelFile;
import io.kinetograph.streams.config.LabelSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The model of the running app: loaded at the start, replaced when its file is. Several threads may
 * use it.
 */
public final class ModelService implements AutoCloseable {

  private static final String SHIPPED = "/io/kinetograph/streams/model/kinetograph.onnx";

  private final ServingModel serving;
  private final OptionalDouble unknownThreshold;
  private final ModelMetrics metrics;
  private final @Nullable ModelFileWatch watch;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(ModelService::daemon);

  private ModelService(
      ServingModel serving,
      OptionalDouble unknownThreshold,
      ModelMetrics metrics,
      @Nullable ModelFileWatch watch) {
    this.serving = serving;
    this.unknownThreshold = unknownThreshold;
    this.metrics = metrics;
    this.watch = watch;
  }

  /**
   * Waits until the model is loaded and, if it is a file, begins to look at it.
   *
   * @param load of the model; the service closes its model
   * @param labels when an activity is unknown
   * @param refreshInterval how often to look at the file; zero for never
   * @param registry where meters are registered; it stays its owner's to close
   * @throws InvalidModelException if the model cannot be served
   */
  public static ModelService start(
      ModelLoad load, LabelSettings labels, Duration refreshInterval, MeterRegistry registry)
      throws InvalidModelException {
    ModelMetrics metrics = new ModelMetrics(registry);
    ServingModel serving = new ServingModel(load.take(), labels.unknownThreshold(), metrics);
    metrics.serves(serving.model());
    long interval = refreshInterval.toMillis();
    ModelFileWatch watch =
        load.file()
            .filter(file -> interval > 0)
            .map(file -> new ModelFileWatch(file, load.loader()::load, serving, metrics))
            .orElse(null);
    ModelService service = new ModelService(serving, labels.unknownThreshold(), metrics, watch);
    if (watch != null) {
      var unused =
          service.looks.scheduleWithFixedDelay(
              watch::look, interval, interval, TimeUnit.MILLISECONDS);
    }
    return service;
  }

  /**
   * The model that comes with this version.
   *
   * @throws InvalidModelException if it is missing or cannot be read
   */
  public static ModelFile shippedModel() throws InvalidModelException {
    try (InputStream resource = ModelService.class.getResourceAsStream(SHIPPED)) {
      if (resource == null) {
        throw new InvalidModelException("this jar contains no model; set model.file");
      }
      return ModelFile.of("shipped model", resource.readAllBytes());
    } catch (IOException e) {
      throw new InvalidModelException("the shipped model cannot be read: " + e, e);
    }
  }

  private static Thread daemon(Runnable look) {
    Thread thread = new Thread(look, "model-refresh");
    thread.setDaemon(true);
    return thread;
  }

  /** The model that serves; to look at, not to run or close. */
  public LogitsModel model() {
    return serving.model();
  }

  /** Names segments by the model that serves, whichever that is at each call. */
  public SegmentClassifier classifier() {
    return serving;
  }

  /** Facts for people: the model that serves, its device, the last rejected file. */
  public Map<String, Object> info() {
    LogitsModel model = serving.model();
    ModelCard card = model.card();
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("version", card.version());
    info.put("device", model.device().toString());
    info.put("sha256", model.digest());
    info.put("created", card.created().toString());
    info.put("labels", card.labels());
    info.put("trainingData", card.trainingData());
    info.put("accuracy", card.accuracy());
    ServingModel.threshold(card, unknownThreshold)
        .ifPresent(
            threshold -> {
              info.put("unknownThreshold", threshold.value());
              info.put("neverUnknown", threshold.neverUnknown());
            });
    if (watch != null) {
      watch
          .lastRejection()
          .ifPresent(
              rejection ->
                  info.put(
                      "lastRejection",
                      Map.of("at", rejection.wallTime().toString(), "reason", rejection.reason())));
    }
    return info;
  }

  /** Stops the looks and lets the model go, which is freed once no call is in it. */
  @Override
  public void close() {
    // A model that is being loaded now is closed by its loader, because this service is closed.
    looks.shutdown();
    serving.close();
    metrics.close();
  }
}
