// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.mounting;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinetograph.imaging.mounting.MountingEstimate;
import io.kinetograph.imaging.mounting.MountingEstimate.Unit;
import io.kinetograph.imaging.mounting.MountingEstimate.Upright;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import io.kinetograph.program.PlainText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says in words or in JSON how a wearer's units are mounted. */
final class MountingReport {

  /** Degrees from the contract's gravity from which a unit is called upside down. */
  private static final double UPSIDE_DOWN = 120;

  private final String wearer;
  private final MountingEstimate estimate;

  MountingReport(String wearer, MountingEstimate estimate) {
    this.wearer = wearer;
    this.estimate = estimate;
  }

  /** For a person. */
  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(format("Wearer '%s': %s, %s.", PlainText.line(wearer), standing(), walking()));
    lines.add("");
    for (Unit unit : estimate.units()) {
      lines.add(format("%-9s  %s", unit.unit(), words(unit)));
      Upright upright = unit.upright();
      if (upright != null) {
        lines.add(
            format(
                "           standing: x %.1f, y %.1f, z %.1f m/s^2, %.0f degrees from the contract;"
                    + " heading: %s",
                upright.gravity().get(0),
                upright.gravity().get(1),
                upright.gravity().get(2),
                upright.degreesToContract(),
                heading(unit, upright)));
        if (!upright.isAsInContract(unit.place())) {
          lines.add("           to the contract: " + RotationText.turn(upright.toContract()));
          lines.add("             " + RotationText.matrix(upright.toContract()));
        }
      }
    }
    lines.add("");
    lines.addAll(notes());
    return String.join("\n", lines);
  }

  private String standing() {
    return estimate.standing().isEmpty()
        ? "standing not found"
        : format(
            "%d s of standing from %s",
            seconds(estimate.standing()), time(estimate.standing().get(0).startMicros()));
  }

  private String walking() {
    return estimate.walking().isEmpty()
        ? "walking not found"
        : format("%d s of walking", seconds(estimate.walking()));
  }

  static long seconds(List<Segment> segments) {
    return segments.size() * Segment.LENGTH_MICROS / 1_000_000;
  }

  private static Instant time(long micros) {
    return Instant.ofEpochMilli(micros / 1000);
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (estimate.armsExchanged()) {
      notes.add(exchanged("arms", "each measures gravity where the other unit should"));
    }
    if (estimate.legsExchanged()) {
      notes.add(exchanged("legs", "each moves as the other unit should"));
    }
    if (estimate.standing().isEmpty()) {
      notes.add(
          estimate.stillOtherwise()
              ? "The wearer was still, but not upright as while walking: perhaps sitting or lying."
              : "No 5 s segment was found in which all units were still.");
    } else if (estimate.walking().isEmpty()) {
      notes.add(
          "The result is right only if the wearer stood with hanging arms. Without walking, the"
              + " command cannot tell standing from sitting or lying.");
    }
    if (!estimate.canShowWalking()) {
      notes.add("Walking is recognized by the torso or a leg; none of these units was seen.");
    } else if (estimate.unlikeWalking() != null) {
      notes.add(
          estimate.unlikeWalking()
              + " does not move as the other units do in walking: check that it is worn and that"
              + " its readings are in m/s^2.");
    } else if (estimate.walking().isEmpty() && !estimate.standing().isEmpty()) {
      notes.add(
          "Walking shows how units are turned about the vertical: ask the wearer to walk for a"
              + " minute.");
    }
    if (estimate.units().stream().anyMatch(MountingReport::hasHeading)) {
      notes.add(
          format(
              "Headings are right within about %.0f degrees for torso and legs, and %.0f for arms"
                  + " (9 of 10 estimates).",
              MountingEstimate.headingError(BodyUnit.TORSO),
              MountingEstimate.headingError(BodyUnit.RIGHT_ARM)));
    }
    return notes;
  }

  private static boolean hasHeading(Unit unit) {
    return unit.upright() != null && unit.upright().heading().isPresent();
  }

  private static String exchanged(String limbs, String reason) {
    return format(
        "The units of the %s are exchanged (%s). They are compared with the contract of the side"
            + " where they are worn.",
        limbs, reason);
  }

  /** How a unit sits, for a person. */
  private String words(Unit unit) {
    Upright upright = unit.upright();
    String worn = unit.place() == unit.unit() ? "" : "worn in the place of " + unit.place() + "; ";
    if (!unit.seen()) {
      return "no readings";
    }
    if (estimate.standing().isEmpty()) {
      return "standing not found: ask the wearer to stand still for 20 s";
    }
    if (!unit.still()) {
      return "no complete readings while the wearer stood still";
    }
    if (upright == null) {
      return worn + "measures nearly 0 m/s^2 at rest: check the unit";
    }
    if (!upright.measuresGravity()) {
      return worn
          + format(
              "measures %.1f m/s^2 at rest instead of 9.8: check that readings are in m/s^2",
              upright.magnitude());
    }
    if (upright.isAsInContract(unit.place())) {
      return worn
          + "as in the contract (within 15 degrees)"
          + (upright.heading().isEmpty() ? ", as far as standing shows" : "");
    }
    return worn + turned(unit.place(), upright);
  }

  private static String turned(BodyUnit place, Upright upright) {
    boolean upsideDown = upright.degreesToContract() >= UPSIDE_DOWN;
    if (upright.heading().isEmpty()) {
      // The smallest of all turns that gravity allows.
      return upsideDown
          ? "upside down"
          : "turned by at least " + RotationText.angle(upright.toContract());
    }
    boolean byHeadingOfArm =
        MountingEstimate.isArm(place) && MountingEstimate.isTurned(place, upright.heading());
    return (upsideDown ? "upside down: " : "")
        + (byHeadingOfArm ? "probably " : "")
        + "turned by "
        + RotationText.angle(upright.toContract());
  }

  private static String heading(Unit unit, Upright upright) {
    return upright.heading().isEmpty()
        ? "unknown"
        : format(
            "%d degrees (within about %.0f)",
            Math.round(upright.heading().getAsDouble()),
            MountingEstimate.headingError(unit.place()));
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** For a program. */
  String json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("wearer", wearer);
    json.put(
        "standingFrom",
        estimate.standing().isEmpty()
            ? null
            : time(estimate.standing().get(0).startMicros()).toString());
    json.put("standingSeconds", seconds(estimate.standing()));
    json.put("walkingSeconds", seconds(estimate.walking()));
    json.put("armsExchanged", estimate.armsExchanged());
    json.put("legsExchanged", estimate.legsExchanged());
    json.put("units", estimate.units().stream().map(this::json).toList());
    json.put("notes", notes());
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, @Nullable Object> json(Unit unit) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("unit", unit.unit());
    json.put("place", unit.place());
    json.put("seen", unit.seen());
    json.put("words", words(unit));
    Upright upright = unit.upright();
    if (upright != null) {
      json.put("asInContract", upright.measuresGravity() && upright.isAsInContract(unit.place()));
      json.put("gravity", upright.gravity());
      json.put("gravityMagnitude", upright.magnitude());
      json.put("measuresGravity", upright.measuresGravity());
      json.put("degreesToContract", upright.degreesToContract());
      json.put(
          "headingDegrees", upright.heading().isEmpty() ? null : upright.heading().getAsDouble());
      json.put("headingErrorDegrees", MountingEstimate.headingError(unit.place()));
      Map<String, Object> toContract = new LinkedHashMap<>();
      toContract.put("matrix", upright.toContract().matrix());
      toContract.put("axis", upright.toContract().axis());
      toContract.put("degrees", Math.toDegrees(upright.toContract().radians()));
      json.put("toContract", toContract);
    }
    return json;
  }
}
