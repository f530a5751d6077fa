// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FetchDataCommandTest {

  @TempDir private Path folder = Path.of("");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<FileServer> servers = new ArrayList<>();
  private Path target = Path.of("");
  private byte[] zip = {};
  private String digest = "";

  @BeforeEach
  void serve() throws IOException {
    Path original = new Recordings(2, 2, 2).zip(folder.resolve("original.zip"));
    zip = Files.readAllBytes(original);
    digest = FetchDataCommand.sha256(original);
    Files.delete(original);
    target = place().resolve("data.zip");
    servers.add(new FileServer(zip));
  }

  @AfterEach
  void stop() {
    servers.forEach(FileServer::close);
  }

  @Test
  void downloadsAndDescribesTheDataSet() throws IOException {
    assertThat(fetch()).as(err.toString()).isZero();

    assertIsComplete();
    assertThat(out.toString())
        .contains("SHA-256 " + digest + System.lineSeparator(), "8 segments of 2 activities");
  }

  @Test
  void checksTheDigest() throws IOException {
    assertThat(fetch("--sha256", digest.toUpperCase(Locale.ROOT))).isZero();

    assertIsComplete();
    assertThat(out.toString()).contains(digest + ", as expected");
  }

  @Test
  void deletesAFileWithAnotherDigest() throws IOException {
    String other = "0".repeat(64);

    assertFails(
        "%s has the SHA-256 digest %s, not %s; the downloaded file is removed"
            .formatted(server().uri(), digest, other),
        "--sha256",
        other);

    assertThat(place()).isEmptyDirectory();
  }

  @Test
  void resumesAnInterruptedDownload() throws IOException {
    server().brokenAnswers.set(2);

    assertThat(fetch()).as(err.toString()).isZero();

    assertIsComplete();
    int half = zip.length / 2;
    assertThat(server().ranges())
        .containsExactly(
            "",
            String.format(Locale.ROOT, "bytes=%d-", half),
            String.format(Locale.ROOT, "bytes=%d-", half * 3 / 2 + 1));
    assertThat(out.toString())
        .contains(
            String.format(
                Locale.ROOT, " broke off after %d of %d bytes; trying again", half, zip.length));
  }

  @Test
  void resumesInAnotherProcess() throws IOException {
    server().brokenAnswers.set(9);
    server().sentOfBroken = 0.25;
    assertThat(fetch()).isEqualTo(1);
    long kept = Files.size(part());
    assertThat(kept).isPositive().isLessThan(zip.length);
    server().brokenAnswers.set(0);

    assertThat(fetch()).as(err.toString()).isZero();

    assertIsComplete();
    assertThat(server().ranges()).endsWith(String.format(Locale.ROOT, "bytes=%d-", kept));
  }

  @Test
  void startsOverIfTheFileHasChanged() throws IOException {
    server().brokenAnswers.set(9);
    assertThat(fetch()).isEqualTo(1);
    server().brokenAnswers.set(0);
    zip = Files.readAllBytes(new Recordings(2, 1, 3).zip(folder.resolve("other.zip")));
    server().file = zip;
    server().tag = "\"v2\"";

    assertThat(fetch()).as(err.toString()).isZero();

    assertIsComplete();
  }

  @Test
  void startsOverIfTheServerDoesNotSupportRanges() throws IOException {
    server().knowsRanges = false;
    server().brokenAnswers.set(1);

    assertThat(fetch()).as(err.toString()).isZero();

    assertIsComplete();
  }

  @Test
  void startsOverWithoutAStrongEntityTag() throws IOException {
    for (String tag : new String[] {"", "W/\"v1\""}) {
      server().tag = tag;
      server().brokenAnswers.set(1);

      assertThat(fetch()).as(err.toString()).isZero();

      assertIsComplete();
      Files.delete(target);
    }
    assertThat(server().ranges()).containsOnly("");
  }

  @Test
  void doesNotResumeADownloadFromAnotherAddress() throws IOException {
    server().brokenAnswers.set(9);
    assertThat(fetch()).isEqualTo(1);
    servers.add(0, new FileServer(zip));

    assertThat(fetch()).as(err.toString()).isZero();

    assertIsComplete();
    assertThat(server().ranges()).containsExactly("");
  }

  @Test
  void finishesADownloadThatIsComplete() throws IOException {
    Files.createDirectories(place());
    Files.write(part(), zip);
    new PartialFile.Origin(server().uri().toString(), server().tag)
        .write(target.resolveSibling("data.zip.part.origin"));

    assertThat(fetch()).as(err.toString()).isZero();

    assertIsComplete();
    assertThat(server().ranges())
        .containsExactly(String.format(Locale.ROOT, "bytes=%d-", zip.length));
  }

  @Test
  void startsOverIfThePartialFileIsTooLong() throws IOException {
    Files.createDirectories(place());
    Files.write(part(), Arrays.copyOf(zip, zip.length + 1));
    new PartialFile.Origin(server().uri().toString(), server().tag)
        .write(target.resolveSibling("data.zip.part.origin"));

    assertThat(fetch()).as(err.toString()).isZero();

    assertIsComplete();
  }

  @Test
  void givesUpAfterSomeTriesAndKeepsThePartialFile() throws IOException {
    server().announcedTooMuch = 7;
    server().knowsRanges = false;

    assertFails(
        String.format(
            Locale.ROOT,
            "%s broke off after %d of %d bytes (tried 4 times)",
            server().uri(),
            zip.length,
            zip.length + 7));

    assertThat(target).doesNotExist();
  }

  @Test
  void doesNotWaitForeverForASilentServer() {
    server().falls = true;

    assertThat(fetch()).isEqualTo(1);

    assertThat(err.toString()).contains("received nothing for 1 s (tried 4 times)");
  }

  @Test
  void reportsAMissingFile() {
    server().status = 404;

    assertFails(server().uri() + ": the server has no such file (404)");

    assertThat(server().ranges()).hasSize(1);
    assertThat(place()).isEmptyDirectory();
  }

  @Test
  void triesAgainIfTheServerIsBusy() {
    server().status = 503;

    assertFails(server().uri() + ": the server answers with status 503 (tried 4 times)");

    assertThat(server().ranges()).hasSize(4);
  }

  @Test
  void refusesAWebPage() {
    server().type = "Text/HTML; charset=utf-8";

    assertFails(server().uri() + " is a web page, not a zip");

    assertThat(place()).isEmptyDirectory();
  }

  @Test
  void deletesAFileThatIsNotTheDataSet() throws IOException {
    server().file = "<html>Log in first</html>".getBytes(StandardCharsets.US_ASCII);

    assertThat(fetch()).isEqualTo(1);

    assertThat(err.toString().strip())
        .startsWith(server().uri() + " is not the data set: ")
        .endsWith("; the downloaded file is removed")
        .doesNotContain("\n");
    assertThat(place()).isEmptyDirectory();
  }

  @Test
  void reportsAnUnknownHost() {
    assertThat(run("--url", "http://nobody.invalid/data.zip")).isEqualTo(1);

    assertThat(err.toString().strip())
        .isEqualTo("http://nobody.invalid/data.zip: unknown host nobody.invalid");
  }

  @Test
  void reportsThatNoServerAnswers() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertThat(run("--url", "http://localhost:" + port + "/x")).isEqualTo(1);

    assertThat(err.toString().strip())
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "http://localhost:%1$d/x: localhost:%1$d refuses the connection (tried 4 times)",
                port));
  }

  @Test
  void reportsAFullDisk() throws IOException {
    Path full = Path.of("/dev/full");
    assumeThat(Files.exists(full)).as("a device that is always full").isTrue();
    Files.createDirectories(place());
    Files.createSymbolicLink(part(), full);

    assertFails(part() + " cannot be written: No space left on device");

    assertThat(target).doesNotExist();
  }

  @Test
  void refusesInvalidTargets() throws IOException {
    Files.createDirectories(target);
    assertFails(target + " is a folder, not a file");
    Files.delete(target);
    Files.delete(place());
    Files.writeString(place(), "in the way");
    assertThat(fetch()).isEqualTo(1);
    assertThat(err.toString()).contains(place().toString());
  }

  @Test
  void doesNotChangeAFileThatAnotherProcessWrites() throws IOException {
    Files.createDirectories(place());
    try (FileChannel other =
        FileChannel.open(part(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertThat(other.lock().isValid()).isTrue();

      assertFails(part() + " is being written already: wait until that download ends");
    }
  }

  @Test
  void checksAnExistingFile() throws IOException {
    Files.createDirectories(place());
    Files.write(target, zip);

    assertThat(fetch("--sha256", digest)).isZero();

    assertThat(out.toString()).contains(target + " exists already", "as expected");
    assertThat(server().ranges()).isEmpty();
    String other = "f".repeat(64);
    assertFails(
        "%s has the SHA-256 digest %s, not %s; to download it again, remove it first"
            .formatted(target, digest, other),
        "--sha256",
        other);
    assertThat(target).hasBinaryContent(zip);
  }

  @Test
  void refusesInvalidOptions() {
    assertThat(fetch("--sha256", "12ab")).isEqualTo(2);
    assertThat(run("--url", "file:///etc/passwd")).isEqualTo(2);
    assertThat(run("--url", "data.zip")).isEqualTo(2);
    assertThat(err.toString())
        .contains("'12ab' is not a SHA-256 digest of 64 hexadecimal digits")
        .contains("--url 'file:///etc/passwd' is not an address of http or https");
  }

  private FileServer server() {
    return servers.get(0);
  }

  private Path place() {
    return folder.resolve("new");
  }

  private Path part() {
    return target.resolveSibling("data.zip.part");
  }

  private void assertIsComplete() throws IOException {
    assertThat(target).hasBinaryContent(zip);
    File[] files = place().toFile().listFiles();
    assertThat(files).containsExactly(target.toFile());
  }

  private void assertFails(String sentence, String... more) {
    err.getBuffer().setLength(0);
    assertThat(fetch(more)).isEqualTo(1);
    assertThat(err.toString().strip()).isEqualTo(sentence);
  }

  private int fetch(String... more) {
    List<String> arguments = new ArrayList<>(List.of("--url", server().uri().toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... more) {
    List<String> arguments = new ArrayList<>(List.of("--to", target.toString()));
    arguments.addAll(List.of(more));
    FetchDataCommand command =
        new FetchDataCommand(new Download.Retries(4, Duration.ofMillis(1)), Duration.ofSeconds(1));
    return new CommandLine(command)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler(
            (exception, line, result) -> {
              line.getErr().println(exception.getMessage());
              return CommandLine.ExitCode.SOFTWARE;
            })
        .execute(arguments.toArray(String[]::new));
  }
}
