package io.kinetograph.trainer.data;

import io.kinetograph.recordings.dataset.MalformedDataException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fetch-data}: the data set from where it is published. */
@Command(
    name = "fetch-data",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Downloads the UCI Daily and Sports Activities data set and checks it.",
      "A download that was broken off goes on where it was, if the server can do that."
    })
public final class FetchDataCommand implements Callable<Integer> {

  private static final Retries RETRIES = new Retries(5, Duration.ofSeconds(1));
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FILE",
      description = "The zip file; if it exists already, it is only checked.")
  private Path target = Path.of("");

  @Option(
      names = "--url",
      defaultValue =
          "https://archive.ics.uci.edu/static/public/256/daily+and+sports+activities.zip",
      paramLabel = "URL",
      description = "Where from; default ${DEFAULT-VALUE}.")
  private URI url = URI.create("");

  @Option(
      names = "--sha256",
      paramLabel = "DIGEST",
      description = "The digest that the file must have; without it, the file's own is shown.")
  private @Nullable String digest;

  private final Retries retries;
  private final Duration patience;

  /** The command as it is run by picocli. */
  public FetchDataCommand() {
    this(RETRIES, PATIENCE);
  }

  FetchDataCommand(Retries retries, Duration patience) {
    this.retries = retries;
    this.patience = patience;
  }

  @Override
  public Integer call() throws IOException {
    Sha256 expected = expected();
    if (url.getHost() == null || !String.valueOf(url.getScheme()).matches("(?i)https?")) {
      throw new ParameterException(
          spec.commandLine(), "--url '%s' is no address of http or https".formatted(url));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (Files.isDirectory(target)) {
      throw new FetchException(target + " is a folder, not a file");
    } else if (Files.exists(target)) {
      out.println(target + " exists already and is not downloaded");
      try {
        check(target, target.toString(), expected, out);
      } catch (FetchException e) {
        // It may be the user's own and is left alone.
        throw new FetchException(e.getMessage() + "; to download it anew, remove it first", e);
      }
    } else {
      fetch(expected, out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private @Nullable Sha256 expected() {
    try {
      return digest == null ? null : Sha256.parse(digest);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--sha256 " + e.getMessage(), e);
    }
  }

  private void fetch(@Nullable Sha256 expected, PrintWriter out) throws IOException {
    try (PartialFile file = PartialFile.of(target)) {
      out.println("downloading " + url);
      out.flush();
      try (FetchProgress progress = new FetchProgress(out)) {
        new Download(url, retries, patience, progress).complete(file);
      }
      try {
        check(file.whole(), url.toString(), expected, out);
      } catch (FetchException e) {
        file.discard();
        throw new FetchException(e.getMessage() + "; what was downloaded is removed", e);
      }
      file.finish();
      out.println("it is at " + target);
    }
  }

  /** Checks the digest and that everything in the zip can be read. */
  private static void check(Path file, String name, @Nullable Sha256 expected, PrintWriter out)
      throws IOException {
    out.println("checking it");
    out.flush();
    Sha256 actual = Sha256.of(file);
    if (expected != null && !expected.equals(actual)) {
      throw new FetchException(
          "%s has the SHA-256 digest %s, not %s".formatted(name, actual, expected));
    }
    String summary;
    try {
      summary = DataSetReader.read(file).summary();
    } catch (MalformedDataException e) {
      throw new FetchException("%s is not the data set: %s".formatted(name, e.getMessage()), e);
    }
    out.printf("SHA-256 %s%s%n", actual, expected == null ? "" : ", as it should be");
    out.println(summary);
  }
}
