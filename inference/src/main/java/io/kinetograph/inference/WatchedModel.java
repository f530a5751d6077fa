// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import io.kinetograph.imaging.picture.Picture;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A model that passed the self-check, and still may give NaN or infinite logits for a picture, for
 * example if its numbers overflow. That is no failure: the segment would fail again and again, and
 * keep its partition busy forever. Such logits are passed on, and counted in warnings, of which
 * there are few.
 */
final class WatchedModel implements LogitsModel {

  private final LogitsModel model;
  private final Consumer<String> warnings;
  private final AtomicLong notFinite = new AtomicLong();

  /**
   * @param model closed with this one
   */
  WatchedModel(LogitsModel model, Consumer<String> warnings) {
    this.model = model;
    this.warnings = warnings;
  }

  @Override
  public List<ModelOutput> run(List<Picture> pictures) {
    List<ModelOutput> outputs = model.run(pictures);
    for (ModelOutput output : outputs) {
      if (!Logits.areFinite(output.logits())) {
        count();
      }
    }
    return outputs;
  }

  private void count() {
    long count = notFinite.incrementAndGet();
    if (isPowerOfTen(count)) {
      warnings.accept(
          String.format(
              Locale.ROOT,
              "model %s gives NaN or infinite logits, for %d segment(s) so far; the app labels these"
                  + " segments unknown, with equal probabilities; check the model's numbers, for"
                  + " example if it computes in float16",
              card().version(),
              count));
    }
  }

  private static boolean isPowerOfTen(long count) {
    long rest = count;
    while (rest % 10 == 0) {
      rest /= 10;
    }
    return rest == 1;
  }

  @Override
  public ModelCard card() {
    return model.card();
  }

  @Override
  public ModelDevice device() {
    return model.device();
  }

  @Override
  public String digest() {
    return model.digest();
  }

  @Override
  public void close() {
    model.close();
  }
}
