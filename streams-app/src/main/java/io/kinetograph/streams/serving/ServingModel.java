// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.serving;

import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.inference.EnergyThreshold;
import io.kinetograph.inference.Logits;
import io.kinetograph.inference.LogitsModel;
import io.kinetograph.inference.ModelCard;
import io.kinetograph.streams.config.LabelSettings;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model that serves, which may be replaced while it does. Each call runs on the model that
 * serves when the call begins, so that one batch never mixes two models, and a replaced model is
 * closed once the last call in it has returned. Several threads may use it.
 */
final class ServingModel implements SegmentClassifier, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServingModel.class);

  private final OptionalDouble unknownThreshold;
  private final ModelMetrics metrics;
  private final Object lock = new Object();
  private @Nullable Use current;
  private LogitsModel last;

  /**
   * Serves a model.
   *
   * @param model closed by this object from now on
   * @param unknownThreshold the energy below which an activity is unknown, for each model; empty
   *     for that of its card, {@link LabelSettings#OFF} if no activity is
   * @param metrics counts segments with invalid logits
   */
  ServingModel(LogitsModel model, OptionalDouble unknownThreshold, ModelMetrics metrics) {
    this.unknownThreshold = unknownThreshold;
    this.metrics = metrics;
    this.current = new Use(model);
    this.last = model;
  }

  /** The model that serves or, once closed, that served last; to look at, not to run or close. */
  LogitsModel model() {
    synchronized (lock) {
      return last;
    }
  }

  /**
   * Makes another model serve, from each thread's next batch on. The previous one is closed once no
   * call is in it.
   *
   * @param next closed by this object from now on
   * @return whether it serves; if this object has been closed, the model is closed instead
   */
  boolean replace(LogitsModel next) {
    Use previous;
    synchronized (lock) {
      previous = current;
      if (previous != null) {
        current = new Use(next);
        last = next;
      }
    }
    if (previous == null) {
      next.close();
      return false;
    }
    previous.release();
    return true;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the model has been closed
   */
  @Override
  public List<Classification> classify(List<Segment> segments) {
    Use use = enter();
    try {
      return use.classify(segments);
    } finally {
      use.release();
    }
  }

  /**
   * Which segments are unknown; empty if none is. The setting replaces the card's number only: a
   * threshold does not suit the activities that the card excepts, whatever it is.
   */
  static Optional<EnergyThreshold> threshold(ModelCard card, OptionalDouble setting) {
    Optional<EnergyThreshold> ofCard = card.energyThreshold();
    if (setting.isEmpty()) {
      return ofCard;
    }
    if (setting.getAsDouble() == LabelSettings.OFF) {
      return Optional.empty();
    }
    Set<String> never = ofCard.map(EnergyThreshold::neverUnknown).orElse(Set.of());
    return Optional.of(new EnergyThreshold(setting.getAsDouble(), never));
  }

  private Use enter() {
    synchronized (lock) {
      if (current == null) {
        throw new IllegalStateException("the model has been closed");
      }
      current.users++;
      return current;
    }
  }

  /** Stops serving; the model is closed once no call is in it. */
  @Override
  public void close() {
    Use previous;
    synchronized (lock) {
      previous = current;
      current = null;
    }
    if (previous != null) {
      previous.release();
    }
  }

  /** A model and its users: the calls under way, and the serving object as long as it serves. */
  private final class Use {

    private final LogitsModel model;
    private final KnownActivities activities;
    private final Optional<EnergyThreshold> threshold;
    private int users = 1;

    Use(LogitsModel model) {
      this.model = model;
      this.activities = KnownActivities.of(model.card());
      this.threshold = threshold(model.card(), unknownThreshold);
      warnOfMissingCalibration();
    }

    /** Says what labels and episodes lack with a model that is not calibrated. */
    private void warnOfMissingCalibration() {
      ModelCard card = model.card();
      if (!card.isCalibrated()) {
        LOG.warn(
            "model {} is not calibrated (its temperature is 1): confidences do not say how often"
                + " labels are right, and episodes find fewer transitions; export the model with"
                + " --calibrated-by",
            card.version());
      }
      if (unknownThreshold.isEmpty() && threshold.isEmpty()) {
        LOG.warn(
            "model {} has no energy threshold in its card, so no activity is unknown; {}",
            card.version(),
            card.isCalibrated()
                ? "set labels.unknown-threshold"
                : "set labels.unknown-threshold, or export the model with --calibrated-by");
      }
    }

    List<Classification> classify(List<Segment> segments) {
      double temperature = model.card().temperature();
      return model.logits(model.render(segments)).stream()
          .map(logits -> classification(logits, temperature))
          .toList();
    }

    private Classification classification(float[] logits, double temperature) {
      if (!Logits.areFinite(logits)) {
        metrics.invalidLogits();
      }
      return Classification.of(activities, temperature, threshold, logits);
    }

    void release() {
      boolean unused;
      synchronized (lock) {
        unused = --users == 0;
      }
      if (unused) {
        model.close();
      }
    }
  }
}
