// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinetograph.trainer.data.DataSet;
import io.kinetograph.trainer.data.Recordings;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.progress.ProgressRecord;
import io.kinetograph.trainer.settings.TrainingSettings;
import io.kinetograph.trainer.training.LearningRateFinder.Curve;
import io.kinetograph.trainer.training.LearningRateFinder.Point;
import io.kinetograph.trainer.training.LearningRateFinder.Sweep;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LearningRateFinderTest {

  private final DataSet data = new Recordings(3, 2, 8).dataSet();

  @Test
  void suggestsARateInsideTheSweepAndStopsWhereTheLossDiverges() throws IOException {
    Sweep sweep = new Sweep(1e-5, 1e4, 40);
    ProgressRecord progress = new ProgressRecord();

    Curve curve = LearningRateFinder.of(data, Settings.quick().build(), 1).run(sweep, progress);

    assertThat(curve.diverged()).isTrue();
    assertThat(curve.points()).hasSizeBetween(10, 39);
    assertThat(progress.tasks())
        .singleElement()
        .satisfies(task -> assertThat(task.done()).isEqualTo(curve.points().size()));
    assertThat(curve.suggestion()).isBetween(1e-5, 1.0);
    assertThat(curve.rows()).hasSize(curve.points().size());
  }

  @Test
  void givesTheSameResultEachTime() throws IOException {
    Sweep sweep = new Sweep(1e-5, 1e-3, 10);
    LearningRateFinder test = LearningRateFinder.of(data, Settings.quick().build(), 1);

    Curve first = test.run(sweep, Progress.none());

    assertThat(first.diverged()).isFalse();
    assertThat(first.points()).hasSize(10);
    assertThat(test.run(sweep, Progress.none())).isEqualTo(first);
  }

  @Test
  void looksForTheRateOfTheWholeNetworkIfItIsFrozenAtFirst() throws IOException {
    Sweep sweep = new Sweep(1e-5, 1e-3, 10);

    assertThat(curve(Settings.quick().frozenEpochs(2).build(), sweep))
        .isEqualTo(curve(Settings.quick().build(), sweep))
        .isNotEqualTo(
            curve(Settings.quick().frozenEpochs(2).layerRates("1e-4:1e-3").build(), sweep));
  }

  private Curve curve(TrainingSettings settings, Sweep sweep) throws IOException {
    return LearningRateFinder.of(data, settings, 1).run(sweep, Progress.none());
  }

  @Test
  void suggestsNothingIfTheLossOnlyRose() {
    Curve rising = new Curve(points(List.of(1.00, 1.04, 0.99, 1.03, 0.98, 1.05, 1.3, 2.0)), true);
    Curve falling = new Curve(points(List.of(3.0, 2.5, 2.1, 2.09, 2.1, 2.08, 2.5, 4.0)), true);

    assertThat(rising.reasonForNoSuggestion())
        .hasValue("no learning rate up to 17.1 lowered the loss, and the loss diverged there");
    assertThat(falling.reasonForNoSuggestion()).isEmpty();
  }

  @Property
  void aSweepRisesByAFixedMultipleFromEndToEnd(
      @ForAll @Scale(8) @DoubleRange(min = 1e-8, max = 1) double from,
      @ForAll @DoubleRange(min = 1.1, max = 1e6) double ratio,
      @ForAll @IntRange(min = 10, max = 500) int steps) {
    Sweep sweep = new Sweep(from, from * ratio, steps);

    assertThat(sweep.rate(0)).isEqualTo(from);
    assertThat(sweep.rate(steps - 1)).isEqualTo(from * ratio, within(1e-9 * from * ratio));
    double multiple = sweep.rate(1) / sweep.rate(0);
    for (int step = 1; step < steps; step++) {
      assertThat(sweep.rate(step) / sweep.rate(step - 1))
          .isEqualTo(multiple, within(1e-9 * multiple));
    }
  }

  @Property
  void suggestsTheRateAfterNineTenthsOfTheFall(
      @ForAll @Size(min = 1, max = 50) List<@DoubleRange(min = 0, max = 100) Double> losses) {
    double first = losses.get(0);
    double lowest = losses.stream().mapToDouble(loss -> loss).min().orElseThrow();

    double suggestion = new Curve(points(losses), false).suggestion();

    int place = (int) Math.round(Math.log(suggestion) / Math.log(1.5));
    assertThat(first - losses.get(place)).isGreaterThanOrEqualTo(0.9 * (first - lowest) - 1e-9);
    assertThat(losses.subList(0, place))
        .allSatisfy(loss -> assertThat(first - loss).isLessThan(0.9 * (first - lowest) + 1e-9));
  }

  @Test
  void noiseOnAFlatBottomDoesNotMoveTheSuggestion() {
    Curve curve = new Curve(points(List.of(3.0, 2.5, 2.1, 2.09, 2.1, 2.08, 2.5)), true);
    Curve other = new Curve(points(List.of(3.0, 2.5, 2.1, 2.08, 2.1, 2.09, 2.5)), true);

    assertThat(curve.suggestion()).isEqualTo(Math.pow(1.5, 2)).isEqualTo(other.suggestion());
  }

  private static List<Point> points(List<Double> losses) {
    List<Point> points = new ArrayList<>();
    for (double loss : losses) {
      points.add(new Point(Math.pow(1.5, points.size()), loss, loss));
    }
    return points;
  }

  @Test
  void refusesInvalidSweeps() {
    assertThatThrownBy(() -> new Sweep(1, 1e-3, 100)).hasMessageContaining("from 1.0 to 0.001");
    assertThatThrownBy(() -> new Sweep(0, 1, 100)).hasMessageContaining("do not rise");
    assertThatThrownBy(() -> new Sweep(1e-3, 1, 9)).hasMessageContaining("steps 9");
  }
}
