// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.data;

import io.kinetograph.recordings.dataset.MalformedDataException;
import io.kinetograph.trainer.data.Download.FailedException;
import io.kinetograph.trainer.data.Download.Retries;
import io.kinetograph.trainer.progress.Progress;
import io.kinetograph.trainer.progress.TerminalProgress;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
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
      "An interrupted download is continued, if the server supports it."
    })
public final class FetchDataCommand implements Callable<Integer> {

  private static final Retries RETRIES = new Retries(5, Duration.ofSeconds(1));
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int DIGITS = 64;
  private static final int PIECE = 1 << 16;

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
      description = "The address of the zip file; default ${DEFAULT-VALUE}.")
  private URI url = URI.create("");

  @Option(
      names = "--sha256",
      paramLabel = "DIGEST",
      description = "The digest that the file must have; without it, the file's own is shown.")
  private @Nullable String digest;

  private final Retries retries;
  private final Duration timeout;

  /** The command as picocli runs it. */
  public FetchDataCommand() {
    this(RETRIES, TIMEOUT);
  }

  FetchDataCommand(Retries retries, Duration timeout) {
    this.retries = retries;
    this.timeout = timeout;
  }

  @Override
  public Integer call() throws IOException {
    String expected = expectedDigest();
    if (url.getHost() == null || !String.valueOf(url.getScheme()).matches("(?i)https?")) {
      throw new ParameterException(
          spec.commandLine(), "--url '%s' is not an address of http or https".formatted(url));
    }
    Progress progress = new TerminalProgress(spec.commandLine().getOut(), Ansi.AUTO.enabled());
    if (Files.isDirectory(target)) {
      throw new FailedException(target + " is a folder, not a file");
    } else if (Files.exists(target)) {
      progress.say(target + " exists already and is not downloaded");
      try {
        check(target, target.toString(), expected, progress);
      } catch (FailedException e) {
        // It may be the user's own, so it stays.
        throw new FailedException(e.getMessage() + "; to download it again, remove it first", e);
      }
    } else {
      fetch(expected, progress);
    }
    return ExitCode.OK;
  }

  private @Nullable String expectedDigest() {
    if (digest != null && !digest.matches("[0-9a-fA-F]{" + DIGITS + "}")) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              Locale.ROOT,
              "--sha256 '%s' is not a SHA-256 digest of %d hexadecimal digits",
              digest,
              DIGITS));
    }
    return digest == null ? null : digest.toLowerCase(Locale.ROOT);
  }

  private void fetch(@Nullable String expected, Progress progress) throws IOException {
    try (PartialFile file = PartialFile.of(target)) {
      progress.say("downloading " + url);
      new Download(url, retries, timeout, progress).complete(file);
      try {
        check(file.sync(), url.toString(), expected, progress);
      } catch (FailedException e) {
        file.discard();
        throw new FailedException(e.getMessage() + "; the downloaded file is removed", e);
      }
      file.finish();
      progress.say("the data set is in " + target);
    }
  }

  /** Checks the digest, and that every segment in the zip can be read. */
  private static void check(Path file, String name, @Nullable String expected, Progress progress)
      throws IOException {
    progress.say("checking it");
    String actual = sha256(file);
    if (expected != null && !expected.equals(actual)) {
      throw new FailedException(
          "%s has the SHA-256 digest %s, not %s".formatted(name, actual, expected));
    }
    String summary;
    try {
      summary = DataSet.read(file, Subjects.everybody(), progress).summary();
    } catch (MalformedDataException e) {
      throw new FailedException("%s is not the data set: %s".formatted(name, e.getMessage()), e);
    }
    progress.say("SHA-256 " + actual + (expected == null ? "" : ", as expected"));
    progress.say(summary);
  }

  /** The SHA-256 digest of a file, in lower case. */
  static String sha256(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] piece = new byte[PIECE];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        digest.update(piece, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
