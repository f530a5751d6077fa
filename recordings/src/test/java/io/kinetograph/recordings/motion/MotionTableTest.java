// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.recordings.motion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.imaging.segment.Segment;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MotionTableTest {

  private static final List<AxisMotion.Wave> WAVES =
      Collections.nCopies(6, new AxisMotion.Wave(0.9, 1234.5, -3.14159));
  private static final AxisMotion MOTION = new AxisMotion(-9.81, 0.001234, 0.5, WAVES);

  @TempDir private Path folder = Path.of("");

  @Test
  void writesARowForEachActivityUnitAndAxis() throws IOException {
    List<String> lines = Files.readAllLines(write());

    assertThat(lines).hasSize(1 + Segment.ROWS);
    assertThat(lines.get(0))
        .isEqualTo(
            "activity,unit,axis,mean,noise,memory,f1,a1,p1,f2,a2,p2,f3,a3,p3,f4,a4,p4,f5,a5,p5,"
                + "f6,a6,p6");
    assertThat(lines.get(1))
        .startsWith("rowing,TORSO,x,-9.81,0.001234,0.5,0.9,1235,-3.142,0.9,1235,-3.142,");
    assertThat(lines.get(6)).startsWith("rowing,RIGHT_ARM,z,");
  }

  @Test
  void readsWhatItWrote() throws IOException {
    MotionTable read = MotionTable.read(write());

    assertThat(read.activities()).containsExactly("rowing");
    assertThat(read.of("rowing").get(3).mean()).isEqualTo(-9.81);
    assertThat(read.of("rowing").get(3).waves().get(5).phase()).isEqualTo(-3.142);
  }

  @Test
  void hasTheFiguresOfEveryAxis() throws IOException {
    List<AxisMotion> motions = new ArrayList<>();
    for (int row = 0; row < Segment.ROWS; row++) {
      List<AxisMotion.Wave> waves = new ArrayList<>(Collections.nCopies(6, wave(0, 0, 0)));
      waves.set(0, wave(1.5, 2, 0.1));
      waves.set(1, wave(3, row, -0.2));
      motions.add(new AxisMotion(row, 0.5, -0.25, waves));
    }
    Map<String, List<AxisMotion>> activities = new LinkedHashMap<>();
    activities.put("rowing", Collections.nCopies(Segment.ROWS, MOTION));
    activities.put("jumping", motions);
    Path file = folder.resolve("motion.csv");
    new MotionTable(activities).write(file);

    MotionTable read = MotionTable.read(file);

    assertThat(read.activities()).containsExactly("rowing", "jumping");
    assertThat(read.of("jumping")).isEqualTo(motions);
  }

  @Test
  void namesTheFileAndTheInvalidLine() throws IOException {
    Path file = write();
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.set(4, lines.get(4).replace("-9.81", "x"));
    Files.write(file, lines);

    assertThatThrownBy(() -> MotionTable.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("motion.csv, line 5")
        .hasMessageContaining("\"x\"");
  }

  @Test
  void rejectsInvalidTables() throws IOException {
    String good = Files.readString(write());
    assertRejected("", "table, line 1 is not 'activity,");
    assertRejected("activity\n", "table, line 1 is not 'activity,");
    assertRejected(good.replaceFirst("TORSO", "HEAD"), "table, line 2: ");
    assertRejected(good.replaceFirst("TORSO,y", "TORSO,w"), "table, line 3: axis 'w' is not x, y");
    assertRejected(
        good.replaceFirst("TORSO,y", "TORSO,x"), "table, line 3: a second line for rowing");
    assertRejected(good.replaceFirst("x,-9.81", "x,one"), "table, line 2: ");
    assertRejected(good.replaceFirst("x,-9.81", "x,NaN"), "table, line 2: a figure is not finite");
    assertRejected(good.replaceFirst("0.001234", "-1"), "table, line 2: noise -1.0");
    assertRejected(good.replaceFirst("x,-9.81", "x"), "table, line 2: 23 columns, not 24");
    assertRejected(
        good.replaceFirst("(?m)^rowing,LEFT_LEG,z.*\n", ""), "table: not every axis of rowing");
    assertRejected(good.substring(0, good.indexOf('\n') + 1), "table: the table has no activities");
  }

  @Test
  void hasFifteenMotionsAnActivityAndSixWavesAMotion() {
    List<AxisMotion> few = Collections.nCopies(Segment.ROWS - 1, MOTION);
    assertThatThrownBy(() -> new MotionTable(Map.of("rowing", few)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rowing has 14 motions, not 15");
    assertThatThrownBy(() -> new AxisMotion(0, 0, 0, WAVES.subList(0, 5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("5 waves, not 6");
    assertThatThrownBy(() -> new MotionTable(Map.of()).of("rowing"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown activity rowing");
  }

  private static AxisMotion.Wave wave(double frequency, double amplitude, double phase) {
    return new AxisMotion.Wave(frequency, amplitude, phase);
  }

  private static void assertRejected(String text, String message) {
    assertThatThrownBy(() -> MotionTable.read("table", new StringReader(text)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(message);
  }

  private Path write() throws IOException {
    Path file = folder.resolve("motion.csv");
    new MotionTable(Map.of("rowing", Collections.nCopies(Segment.ROWS, MOTION))).write(file);
    return file;
  }
}
