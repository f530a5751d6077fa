// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinetograph.trainer.data.Recordings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes the network of the default size from recordings to its files, in a few steps. */
class ResNet34IT {

  @TempDir private Path folder = Path.of("");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void exportsTheDefaultNetworkAtTheExpectedFileSize() throws IOException {
    String data = new Recordings(3, 2, 8).zip(folder.resolve("data.zip")).toString();
    Path run = folder.resolve("run");
    Path whole = folder.resolve("float32.onnx");
    Path small = folder.resolve("int8.onnx");

    int code =
        run(
            "train --epochs 1 --batch 8 --ema-decay 0.9 --holdout subject:2 --threads 1",
            "--data",
            data,
            "--run",
            run.toString());
    code += export(data, run, whole, "float32");
    code += export(data, run, small, "int8 --max-loss 100");
    code += run("model-speed --batch 1 --iterations 2 --iteration-millis 1", small.toString());

    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString()).containsPattern("int8.onnx +7\\.. +1 ");
    assertThat(Files.size(small)).isLessThan(9_000_000).isLessThan(Files.size(whole) / 3);
  }

  private int export(String data, Path run, Path output, String precision) {
    return run(
        "export --model-version 1 --precision " + precision,
        "--data",
        data,
        "--run",
        run.toString(),
        "--output",
        output.toString());
  }

  private int run(String options, String... paths) {
    List<String> arguments = new ArrayList<>(List.of(options.split(" ", -1)));
    arguments.addAll(List.of(paths));
    return TrainerCommand.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }
}
