// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.plausibility;

import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.streams.config.AccelerationUnit;
import io.kinetograph.streams.reading.InvalidReadingException;
import io.kinetograph.streams.reading.Reading;
import io.kinetograph.streams.reading.Suspicion;
import io.kinetograph.streams.segment.ClosedSegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts and logs the units whose readings look wrong, for one task: their clocks when they arrive,
 * all else when a segment closes. A suspicion about a segment counts once three segments of a unit
 * in a row have shown it; those that show nothing either way do not interrupt the row. Only wearers
 * with a suspicion are remembered, and nobody after a restart: the next segments show it again.
 *
 * <p>Not thread-safe.
 */
public final class Plausibility {

  private static final BodyUnit[] UNITS = BodyUnit.values();

  /** More than a task can label; beyond it, the wearers seen longest ago are forgotten. */
  private static final int MAX_WEARERS = 10_000;

  private final MagnitudeCheck magnitude;
  private final TimingCheck timing = new TimingCheck();
  private final ClippingCheck clipping = new ClippingCheck();
  private final Consumer<Suspicion> counter;
  private final Consumer<String> log;
  private final Map<String, SuspectWearer> suspects = new LatestWearers<>();

  /** By wearer and unit, those whose readings arrive late. */
  private final Map<String, @Nullable ClockCheck[]> clocks = new LatestWearers<>();

  /** The wearers that were looked up latest. */
  private static final class LatestWearers<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1L;

    LatestWearers() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > MAX_WEARERS;
    }
  }

  /** Units of one wearer with the same suspicion; the text is that of the first. */
  private record Suspects(List<BodyUnit> units, Supplier<String> text) {}

  /**
   * Creates the checks of a task.
   *
   * @param unit the unit that readings should have
   * @param counter gets a suspicion for each unit and segment that shows it
   * @param log gets a line for people, for a wearer and suspicion at most every ten minutes
   */
  public Plausibility(AccelerationUnit unit, Consumer<Suspicion> counter, Consumer<String> log) {
    this.magnitude = new MagnitudeCheck(unit);
    this.counter = counter;
    this.log = log;
  }

  /**
   * Checks all units of a closed segment.
   *
   * @param wallMillis now, in milliseconds since the epoch
   */
  public void check(ClosedSegment closed, long wallMillis) {
    SuspectWearer wearer = suspects.isEmpty() ? null : suspects.get(closed.wearer());
    Map<Suspicion, Suspects> confirmed = null;
    for (BodyUnit unit : UNITS) {
      for (int check = 0; check < SuspectWearer.CHECKS; check++) {
        Finding finding =
            switch (check) {
              case 0 -> magnitude.check(closed.measured(), unit);
              case 1 -> timing.check(closed.timing(), unit);
              default -> clipping.check(closed.measured(), unit);
            };
        Suspicion suspicion = finding.suspicion();
        if (wearer == null && suspicion != null) {
          wearer = new SuspectWearer();
          suspects.put(closed.wearer(), wearer);
        }
        if (wearer != null && wearer.note(unit, check, finding) && suspicion != null) {
          counter.accept(suspicion);
          confirmed = confirmed == null ? new EnumMap<>(Suspicion.class) : confirmed;
          confirmed
              .computeIfAbsent(suspicion, any -> new Suspects(new ArrayList<>(), finding.text()))
              .units()
              .add(unit);
        }
      }
    }
    if (wearer != null && confirmed != null) {
      log(closed.wearer(), wearer, confirmed, wallMillis);
    } else if (wearer != null && wearer.isClear(wallMillis)) {
      suspects.remove(closed.wearer());
    }
  }

  /**
   * Checks the clock of a reading's unit, whether the reading is late or not.
   *
   * @param recordMillis the timestamp of its record, in milliseconds since the epoch
   * @param wallMillis now, in milliseconds since the epoch
   */
  public void read(Reading reading, long recordMillis, long wallMillis) {
    long delayMillis = recordMillis - reading.endMicros() / 1000;
    boolean isLate = delayMillis >= ClockCheck.MIN_DELAY.toMillis();
    if (!isLate && clocks.isEmpty()) {
      return;
    }
    @Nullable ClockCheck[] units = clocks.get(reading.wearer());
    if (units == null) {
      if (!isLate) {
        return;
      }
      units = new ClockCheck[BodyUnit.COUNT];
      clocks.put(reading.wearer(), units);
    }
    int unit = reading.unit().index();
    ClockCheck clock = units[unit];
    if (clock == null) {
      units[unit] = isLate ? new ClockCheck(recordMillis, delayMillis) : null;
      return;
    }
    Finding finding = clock.read(recordMillis, delayMillis);
    if (finding.isFine()) {
      units[unit] = null;
      if (Arrays.stream(units).allMatch(Objects::isNull)) {
        clocks.remove(reading.wearer());
      }
    } else if (finding.suspicion() != null) {
      counter.accept(finding.suspicion());
      SuspectWearer wearer = suspects.computeIfAbsent(reading.wearer(), any -> new SuspectWearer());
      log(
          reading.wearer(),
          wearer,
          Map.of(finding.suspicion(), new Suspects(List.of(reading.unit()), finding.text())),
          wallMillis);
    }
  }

  /**
   * Counts and logs a dead letter that looks like something else.
   *
   * @param wearer the id, if it is valid
   * @param wallMillis now, in milliseconds since the epoch
   */
  public void refused(String wearer, InvalidReadingException reason, long wallMillis) {
    Suspicion suspicion = reason.suspicion();
    if (suspicion == null) {
      return;
    }
    counter.accept(suspicion);
    SuspectWearer suspect = suspects.computeIfAbsent(wearer, any -> new SuspectWearer());
    if (suspect.isLineDue(suspicion, wallMillis)) {
      log.accept(
          "wearer '"
              + wearer
              + "'"
              + (reason.unit() == null ? "" : ", [" + reason.unit() + "]")
              + ": readings become dead letters, since "
              + reason.getMessage()
              + ". "
              + remedy(suspicion));
    }
  }

  private void log(
      String id, SuspectWearer wearer, Map<Suspicion, Suspects> confirmed, long wallMillis) {
    confirmed.forEach(
        (suspicion, found) -> {
          if (wearer.isLineDue(suspicion, wallMillis)) {
            log.accept(
                "wearer '"
                    + InvalidReadingException.truncated(id, 100)
                    + "', "
                    + found.units()
                    + ": "
                    + found.text().get()
                    + (suspicion == Suspicion.BEHIND
                        ? ". Labels of this wearer have the wrong time, or are missing. "
                        : ". Labels of this wearer can be wrong. ")
                    + remedy(suspicion));
          }
        });
  }

  private static String remedy(Suspicion suspicion) {
    return switch (suspicion) {
      case TIME -> "Send startedAt in microseconds since 1970, in UTC";
      case BEHIND -> "Set the wearable's clock before it measures, and send startedAt in UTC";
      case PERIOD -> "Send the time from one sample to the next in microseconds: 40000 for 25 Hz";
      case G ->
          "Convert the readings to m/s^2; or set reading.acceleration-unit=g, if all wearables"
              + " send g";
      case M_S2 ->
          "Set reading.acceleration-unit=m/s2, if all wearables send m/s^2; or convert the"
              + " readings to g";
      case NO_GRAVITY ->
          "Send acceleration with gravity (on Android: TYPE_ACCELEROMETER), and leave missing"
              + " samples out instead of sending 0";
      case MILLI_G, COUNTS, SCALE ->
          "Convert the readings to m/s^2, and check the range that the sensor is set to";
      case CLIPPED -> "Set the sensor to a larger range, and convert its numbers accordingly";
      case OVERLAP ->
          "Check samplePeriodMicros against the true rate, and that no two devices send as the"
              + " same unit of the same wearer";
      case GAPS -> "Check samplePeriodMicros against the true rate, and whether readings are lost";
    };
  }
}
