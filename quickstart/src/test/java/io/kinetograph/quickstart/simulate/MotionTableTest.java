package io.kinetograph.quickstart.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class MotionTableTest {

  private static final String NO_WAVES = "0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0";

  @Test
  void hasTheFiguresOfEveryAxis() throws Exception {
    MotionTable table =
        MotionTables.of(
            List.of("rowing", "sitting"),
            row -> row + ",0.5,0.25,1.5,2,0.1,3,4,0.2,0,0,0,0,0,0,0,0,0,0,0,0");

    assertThat(table.activities()).containsExactly("rowing", "sitting");
    AxisMotion last = table.of("sitting").get(14);
    assertThat(last)
        .isEqualTo(
            new AxisMotion(
                14,
                0.5,
                0.25,
                List.of(new AxisMotion.Wave(1.5, 2, 0.1), new AxisMotion.Wave(3, 4, 0.2))));
  }

  @Test
  void namesTheLineThatIsWrong() {
    String good = MotionTables.text(List.of("rowing"), row -> "1,0,0," + NO_WAVES);
    assertRefused("activity\n", "line 1 is not");
    assertRefused(good.replaceFirst("TORSO", "HEAD"), "line 2: ");
    assertRefused(good.replaceFirst("TORSO,y", "TORSO,x"), "line 3: a second line for rowing");
    assertRefused(good.replaceFirst("TORSO,x,1", "TORSO,x,one"), "line 2: ");
    assertRefused(good.replaceFirst("TORSO,x,1", "TORSO,x,NaN"), "line 2: a figure is not finite");
    assertRefused(good.replaceFirst("TORSO,x,1,0", "TORSO,x,1,-1"), "line 2: noise -1.0");
    assertRefused(good.replaceFirst("TORSO,x,1", "TORSO,x"), "line 2: 23 columns, not 24");
    assertRefused(good.replaceFirst("(?m)^rowing,LEFT_LEG,z.*\n", ""), "not every axis of rowing");
    assertRefused(MotionTables.HEADER + "\n", "there is no activity");
  }

  private static void assertRefused(String text, String message) {
    assertThatThrownBy(() -> MotionTable.read(new StringReader(text)))
        .hasMessageStartingWith("motion table")
        .hasMessageContaining(message);
  }
}
