// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.imaging.picture.PixelScale;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.NotBlank;

class ModelCardTest {

  private final ModelCard card = card("2026.11.0", -25, 24.5f);

  @Property
  void aCardComesBackAsItWasWritten(
      @ForAll @NotBlank String version,
      @ForAll @FloatRange(min = -100, max = 0) float min,
      @ForAll @FloatRange(min = 0.25f, max = 100) float max)
      throws InvalidModelException {
    // No blanks at the ends, and no invisible characters.
    Assume.that(
        version.matches("(?s)[^\\s\\p{Z}](.*[^\\s\\p{Z}])?")
            && !version.matches("(?s).*[\\p{Cc}\\p{Cf}\\u2028\\u2029].*"));
    ModelCard card = card(version, min, max);

    assertThat(ModelCard.fromMetadata("m.onnx", card.toMetadata())).isEqualTo(card);
  }

  @Example
  void aFileOfAnEarlierVersionIsNotCalibratedAndKnowsNoGroupsAndNoUnknownActivities()
      throws InvalidModelException {
    Map<String, String> metadata = new HashMap<>(card.toMetadata());
    metadata.remove("kinetograph.groups");
    metadata.remove("kinetograph.temperature");
    metadata.remove("kinetograph.energy-threshold");
    metadata.remove("kinetograph.never-unknown");

    ModelCard read = ModelCard.fromMetadata("m.onnx", metadata);

    assertThat(read.groups()).isEqualTo(card.labels());
    assertThat(read.temperature()).isEqualTo(1);
    assertThat(read.energyThreshold()).isEmpty();
    assertThat(ModelCard.fromMetadata("m.onnx", read.toMetadata())).isEqualTo(read);
    assertThat(read.isCalibrated()).isFalse();
    assertThat(card.isCalibrated()).isTrue();
  }

  @Example
  void everyOtherEntryButTheAccuracyIsNeeded() {
    for (String key : card.toMetadata().keySet()) {
      Map<String, String> metadata = new HashMap<>(card.toMetadata());
      metadata.remove(key);
      if (!key.matches(
          "kinetograph\\.(accuracy\\..*|groups|temperature|energy-threshold|never-unknown)")) {
        assertThatThrownBy(() -> ModelCard.fromMetadata("m.onnx", metadata))
            .isInstanceOf(InvalidModelException.class)
            .hasMessage("m.onnx: model card: " + key + " is missing");
      }
    }
  }

  @Example
  void aModelOfAnotherLayoutIsRejected() {
    assertRejected(
        "kinetograph.sample-rate-hz",
        "50",
        "m.onnx: model card: kinetograph.sample-rate-hz is '50', and this version reads '25'");
    assertRejected(
        "kinetograph.units",
        "TORSO",
        "m.onnx: model card: kinetograph.units is 'TORSO', and this version reads"
            + " 'TORSO,RIGHT_ARM,LEFT_ARM,RIGHT_LEG,LEFT_LEG'");
  }

  @Example
  void entriesThatCannotBeReadAreNamed() {
    assertRejected(
        "kinetograph.pixel.min",
        "low",
        "m.onnx: model card: kinetograph.pixel.min is 'low', not a number");
    assertRejected(
        "kinetograph.pixel.max",
        "-25.0",
        "m.onnx: model card: pixel scale from -25.0 to -25.0 m/s^2 is not a range");
    assertRejected(
        "kinetograph.labels",
        "rowing\nrowing",
        "m.onnx: model card: labels [rowing, rowing] are fewer than two or repeat");
    for (String labels :
        List.of("rowing,jumping", "[\"rowing\", \"jumping\"]", "rowing\\njumping")) {
      assertRejected(
          "kinetograph.labels",
          labels,
          "m.onnx: model card: labels [%s] are fewer than two or repeat; write each in a line of its own"
              .formatted(labels));
    }
    assertRejected(
        "kinetograph.groups",
        "rowing",
        "m.onnx: model card: groups [rowing] are 1, and there are 2 labels");
    assertRejected(
        "kinetograph.groups",
        "rowing\n\njumping",
        "m.onnx: model card: group '' is blank or has a line break or another invisible character");
    for (String temperature : List.of("0.0", "-1.0", "NaN", "Infinity")) {
      assertRejected(
          "kinetograph.temperature",
          temperature,
          "m.onnx: model card: temperature " + temperature + " is not positive and finite");
    }
    assertRejected(
        "kinetograph.temperature",
        "warm",
        "m.onnx: model card: kinetograph.temperature is 'warm', not a number");
    for (String threshold : List.of("NaN", "-Infinity")) {
      assertRejected(
          "kinetograph.energy-threshold",
          threshold,
          "m.onnx: model card: energy threshold " + threshold + " is not finite");
    }
    assertRejected(
        "kinetograph.energy-threshold",
        "high",
        "m.onnx: model card: kinetograph.energy-threshold is 'high', not a number");
    assertRejected(
        "kinetograph.never-unknown",
        "flying\nrowing",
        "m.onnx: model card: never-unknown has [flying], not among the labels [rowing, jumping]");
    Map<String, String> withoutThreshold = new HashMap<>(card.toMetadata());
    withoutThreshold.remove("kinetograph.energy-threshold");
    assertThatThrownBy(() -> ModelCard.fromMetadata("m.onnx", withoutThreshold))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(
            "m.onnx: model card: kinetograph.energy-threshold is missing, but there is"
                + " kinetograph.never-unknown");
    assertRejected(
        "kinetograph.created",
        "yesterday",
        "m.onnx: model card: kinetograph.created is 'yesterday', not an instant such as"
            + " 2026-11-24T12:00:00Z");
    assertRejected(
        "kinetograph.accuracy.random-80-20",
        "98.6",
        "m.onnx: model card: accuracy 98.6 of random-80-20 is not within 0 and 1");
  }

  @Example
  void namesOfAStatusAreNoLabelsAndNoGroups() throws InvalidModelException {
    for (String status : List.of("unknown", "Unknown", "not-worn", "NOT_WORN", "not worn")) {
      String plain = status.equalsIgnoreCase("unknown") ? "unknown" : "not-worn";
      for (String what : List.of("label", "group")) {
        assertRejected(
            "kinetograph." + what + "s",
            "rowing\n" + status,
            "m.onnx: model card: %s '%s' is reserved: the app writes '%s' in place of an activity; give this %s another name, such as 'other'"
                .formatted(what, status, plain, what));
      }
    }
    Map<String, String> metadata = new HashMap<>(card.toMetadata());
    metadata.put("kinetograph.labels", "rowing\nunknown-motion");
    assertThat(ModelCard.fromMetadata("m.onnx", metadata).labels()).contains("unknown-motion");
  }

  @Example
  void anActivityIsUnknownBelowTheThresholdUnlessItIsNeverUnknown() throws InvalidModelException {
    EnergyThreshold threshold = card.energyThreshold().orElseThrow();

    assertThat(threshold.isUnknown("jumping", -2.5)).isFalse();
    assertThat(threshold.isUnknown("jumping", Math.nextDown(-2.5))).isTrue();
    assertThat(threshold.isUnknown("rowing", -100)).isFalse();
    assertThat(threshold.score("jumping", -100)).isEqualTo(-100);
    assertThat(threshold.score("rowing", -100)).isEqualTo(Double.MAX_VALUE);
    Map<String, String> metadata = new HashMap<>(card.toMetadata());
    metadata.put("kinetograph.never-unknown", "");
    assertThat(ModelCard.fromMetadata("m.onnx", metadata).energyThreshold())
        .contains(new EnergyThreshold(-2.5, Set.of()));
    metadata.remove("kinetograph.never-unknown");
    assertThat(ModelCard.fromMetadata("m.onnx", metadata).energyThreshold())
        .contains(new EnergyThreshold(-2.5, Set.of()));
  }

  @Example
  void entriesThatAnEditorOfWindowsWroteAreTheSame() throws InvalidModelException {
    Map<String, String> metadata = new HashMap<>(card.toMetadata());
    metadata.replaceAll((key, value) -> " " + value.replace("\n", " \r\n") + "\r\n");

    assertThat(ModelCard.fromMetadata("m.onnx", metadata)).isEqualTo(card);
    metadata.put("kinetograph.labels", "rowing\rjumping\r");
    assertThat(ModelCard.fromMetadata("m.onnx", metadata)).isEqualTo(card);
  }

  @Example
  void byteOrderMarksAndBlanksOfEveryKindAreIgnored() throws InvalidModelException {
    Map<String, String> metadata = new HashMap<>(card.toMetadata());
    metadata.replaceAll(
        (key, value) -> "\uFEFF" + value.replace("\n", "\u00A0\n\uFEFF") + "\u3000");

    assertThat(ModelCard.fromMetadata("m.onnx", metadata)).isEqualTo(card);
  }

  @Example
  void otherInvisibleCharactersAreRejectedUnlessTheyJoinLetters() throws InvalidModelException {
    for (char invisible : "\u200B\u202E\u2066\u00AD".toCharArray()) {
      assertRejected(
          "kinetograph.labels",
          "row" + invisible + "ing\njumping",
          "m.onnx: model card: label 'row?ing' is blank or has a line break or another invisible"
              + " character");
    }
    Map<String, String> metadata = new HashMap<>(card.toMetadata());
    metadata.put("kinetograph.training-data", "می\u200Cدود");
    metadata.put("kinetograph.version", "می\u200Cدود");
    assertThat(ModelCard.fromMetadata("m.onnx", metadata).version()).isEqualTo("می\u200Cدود");
  }

  @Example
  void controlCharactersAreRejectedAndNotShown() {
    assertRejected(
        "kinetograph.labels",
        "row\u001b[2Jing\njumping",
        "m.onnx: model card: label 'row?[2Jing' is blank or has a line break or another invisible"
            + " character");
    assertRejected(
        "kinetograph.version",
        "2026\u0007",
        "m.onnx: model card: version '2026?' is blank or has a line break or another invisible"
            + " character");
    assertRejected(
        "kinetograph.labels",
        "rowing\r\n\r\njumping",
        "m.onnx: model card: label '' is blank or has a line break or another invisible character");
  }

  @Example
  void entriesOfOthersAreIgnored() throws InvalidModelException {
    Map<String, String> metadata = new HashMap<>(card.toMetadata());
    metadata.put("producer", "somebody");

    assertThat(ModelCard.fromMetadata("m.onnx", metadata)).isEqualTo(card);
  }

  private void assertRejected(String key, String value, String message) {
    Map<String, String> metadata = new HashMap<>(card.toMetadata());
    metadata.put(key, value);
    assertThatThrownBy(() -> ModelCard.fromMetadata("m.onnx", metadata))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(message);
  }

  private static ModelCard card(String version, float min, float max) {
    return new ModelCard(
        version,
        List.of("rowing", "jumping"),
        List.of("machine", "sport"),
        0.8,
        Optional.of(new EnergyThreshold(-2.5, Set.of("rowing"))),
        new PixelScale(min, max),
        "made up",
        new TreeMap<>(Map.of("random-80-20", 0.986)),
        Instant.parse("2026-11-24T12:00:00Z"));
  }
}
