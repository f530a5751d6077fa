package io.kinetograph.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepsFileTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void aResumedRunGoesOnBehindTheLastFinishedEpoch() throws IOException {
    Path file = folder.resolve("steps.csv");
    StepsFile steps = new StepsFile(file);
    steps.keep(0);
    noteEpoch(steps, 1);
    noteEpoch(steps, 2);

    StepsFile resumed = new StepsFile(file);
    resumed.keep(1);
    noteEpoch(resumed, 2);

    assertThat(file)
        .hasContent(
            """
            step,epoch,learning_rate,loss
            0,1,0.00100000,0.50000
            10,1,0.00100000,0.50000
            20,2,0.00100000,0.50000
            """);
  }

  private static void noteEpoch(StepsFile steps, int epoch) throws IOException {
    for (int i = 0; i < 15; i++) {
      steps.note((epoch - 1) * 15 + i, epoch, 1e-3f, 0.5);
    }
    steps.flush();
  }
}
