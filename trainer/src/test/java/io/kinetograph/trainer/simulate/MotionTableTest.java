package io.kinetograph.trainer.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kinetograph.imaging.segment.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MotionTableTest {

  private static final Motion MOTION =
      new Motion(
          -9.81,
          0.001234,
          0.5,
          Collections.nCopies(6, new Motion.Component(0.9, 1234.5, -3.14159)));

  @TempDir private Path folder = Path.of("");

  @Test
  void writesARowAnActivityUnitAndAxis() throws IOException {
    Path file = write();

    List<String> lines = Files.readAllLines(file);
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

    assertThat(read.labels()).containsExactly("rowing");
    assertThat(read.motions("rowing").get(3).mean()).isEqualTo(-9.81);
    assertThat(read.motions("rowing").get(3).components().get(5).phase()).isEqualTo(-3.142);
  }

  @Test
  void namesTheLineThatIsWrong() throws IOException {
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
  void refusesATableThatIsNotWhole() throws IOException {
    Path file = write();
    List<String> lines = Files.readAllLines(file);
    Files.write(file, lines.subList(0, 10));

    assertThatThrownBy(() -> MotionTable.read(file)).hasMessageContaining("rowing has 9 rows");
  }

  private Path write() throws IOException {
    Path file = folder.resolve("motion.csv");
    new MotionTable(Map.of("rowing", Collections.nCopies(Segment.ROWS, MOTION))).write(file);
    return file;
  }
}
