// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.mounting;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kinetograph.imaging.mounting.MountingEstimate;
import io.kinetograph.imaging.mounting.MountingEstimate.Unit;
import io.kinetograph.imaging.mounting.MountingEstimate.Upright;
import io.kinetograph.imaging.mounting.Rotation;
import io.kinetograph.imaging.segment.BodyUnit;
import io.kinetograph.imaging.segment.Segment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says in words or in JSON how a wearer's units are mounted. */
final class MountingReport {

  /** From here on, a unit is upside down; those of the contract lean by up to 25 degrees. */
  private static final double UPSIDE_DOWN = 120;

  /** An axis that is closer to x, y or z is called by its name. */
  private static final double NAMED_AXIS = Math.cos(Math.toRadians(20));

  private static final double GRAVITY = 9.81;

  private final String wearer;
  private final MountingEstimate estimate;

  MountingReport(String wearer, MountingEstimate estimate) {
    this.wearer = wearer;
    this.estimate = estimate;
  }

  /** For a person. */
  String text() {
    List<String> lines = new ArrayList<>();
    lines.add("Wearer '%s': %s, %s.".formatted(wearer, standing(), walking()));
    lines.add("");
    for (Unit unit : estimate.units()) {
      lines.add("%-9s  %s".formatted(unit.unit(), words(unit)));
      Upright upright = unit.upright();
      if (upright != null) {
        lines.add(
            "           standing: x %.1f, y %.1f, z %.1f m/s^2, %.0f degrees from the contract; heading: %s"
                .formatted(
                    upright.gravity().get(0),
                    upright.gravity().get(1),
                    upright.gravity().get(2),
                    upright.degreesToContract(),
                    heading(unit, upright)));
        if (!upright.isAsInContract(unit.place())) {
          lines.add("           to the contract: %s".formatted(turn(upright.toContract())));
          lines.add("             %s".formatted(matrix(upright.toContract())));
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
        : "%d s of standing from %s"
            .formatted(
                seconds(estimate.standing()), time(estimate.standing().get(0).startMicros()));
  }

  private String walking() {
    return estimate.walking().isEmpty()
        ? "walking not found"
        : "%d s of walking".formatted(seconds(estimate.walking()));
  }

  private static long seconds(List<Segment> segments) {
    return segments.size() * Segment.LENGTH_MICROS / 1_000_000;
  }

  private static Instant time(long micros) {
    return Instant.ofEpochMilli(micros / 1000);
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (estimate.armsExchanged()) {
      notes.add(exchanged("arms", "each leans as the other should"));
    }
    if (estimate.legsExchanged()) {
      notes.add(exchanged("legs", "each moves as the other should"));
    }
    if (estimate.standing().isEmpty()) {
      notes.add(
          estimate.stillOtherwise()
              ? "The wearer was still, but not upright as while walking: perhaps sitting or lying."
              : "The wearer was never still for 5 s.");
    } else if (estimate.walking().isEmpty()) {
      notes.add(
          "This is right only if the wearer stood with hanging arms: without walking, a wearer who sat or lay looks the same.");
      notes.add(
          "Walking shows how units are turned about the vertical: ask the wearer to walk for a minute.");
    } else {
      notes.add(
          "Headings are right within about %.0f degrees for torso and legs, and %.0f for arms (9 of 10 wearers)."
              .formatted(
                  MountingEstimate.headingError(BodyUnit.TORSO),
                  MountingEstimate.headingError(BodyUnit.RIGHT_ARM)));
    }
    return notes;
  }

  private static String exchanged(String limbs, String reason) {
    return "The units of the %s are exchanged (%s). They are compared with the contract of the side where they are worn."
        .formatted(limbs, reason);
  }

  /** How a unit sits, for a person. */
  private String words(Unit unit) {
    Upright upright = unit.upright();
    String worn = unit.place() == unit.unit() ? "" : "worn in the place of " + unit.place() + "; ";
    if (!unit.seen()) {
      return "not seen";
    }
    if (upright == null) {
      return estimate.standing().isEmpty()
          ? "standing not found: ask the wearer to stand still for 20 s"
          : "no complete readings while the wearer stood still";
    }
    double gravity = Math.sqrt(upright.gravity().stream().mapToDouble(axis -> axis * axis).sum());
    if (Math.abs(gravity / GRAVITY - 1) > 0.15) {
      return worn
          + "measures %.1f m/s^2 at rest instead of 9.8: check that readings are in m/s^2"
              .formatted(gravity);
    }
    if (upright.isAsInContract(unit.place())) {
      return worn
          + "as in the contract (within 15 degrees)"
          + (upright.heading().isEmpty() ? ", as far as standing shows" : "");
    }
    boolean byHeadingOfAnArm = MountingEstimate.isArm(unit.place()) && upright.leansAsInContract();
    return worn + (byHeadingOfAnArm ? "probably " : "") + turned(upright);
  }

  private static String turned(Upright upright) {
    boolean upsideDown = upright.degreesToContract() >= UPSIDE_DOWN;
    if (upright.heading().isEmpty()) {
      // The smallest of all turns that gravity allows.
      return upsideDown ? "upside down" : "turned by at least " + angle(upright.toContract());
    }
    return (upsideDown ? "upside down: " : "") + "turned by " + angle(upright.toContract());
  }

  private static String angle(Rotation rotation) {
    double[] axis = rotation.axis();
    double degrees = Math.toDegrees(rotation.radians());
    String name = "the axis (%s)".formatted(figures(axis, "%.2f"));
    for (int i = 0; i < axis.length; i++) {
      if (Math.abs(axis[i]) >= NAMED_AXIS) {
        // Half a turn is the same in both directions.
        boolean negative = axis[i] < 0 && degrees < 170;
        name = "its %s%s axis".formatted(negative ? "-" : "", "xyz".charAt(i));
      }
    }
    return "%.0f degrees about %s".formatted(degrees, name);
  }

  private static String heading(Unit unit, Upright upright) {
    return upright.heading().isEmpty()
        ? "not known"
        : "%d degrees (within about %.0f)"
            .formatted(
                Math.round(upright.heading().getAsDouble()),
                MountingEstimate.headingError(unit.place()));
  }

  private static String turn(Rotation rotation) {
    return "turn what it measures by %.0f degrees about (%s), or multiply by"
        .formatted(Math.toDegrees(rotation.radians()), figures(rotation.axis(), "%.3f"));
  }

  private static String matrix(Rotation rotation) {
    double[] m = rotation.matrix();
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < 9; row += 3) {
      rows.add("[" + figures(Arrays.copyOfRange(m, row, row + 3), "%.3f") + "]");
    }
    return "[" + String.join(", ", rows) + "]";
  }

  private static String figures(double[] values, String format) {
    return Arrays.stream(values)
        .mapToObj(value -> String.format(Locale.ROOT, format, value))
        .collect(joining(", "));
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
      json.put("asInContract", upright.isAsInContract(unit.place()));
      json.put("gravity", upright.gravity());
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
