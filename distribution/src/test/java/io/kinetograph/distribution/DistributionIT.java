// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Unpacks the archive that the build made into a temporary folder, and runs it from there. */
@Timeout(300)
class DistributionIT {

  private static final String VERSION = System.getProperty("distribution.version");
  private static final Pattern COMMAND = Pattern.compile("^ {2}([a-z-]+) {2,}\\S.*$");

  /** A link or picture whose target is a path, without its fragment. */
  private static final Pattern LINK = Pattern.compile("\\]\\((?![a-z]+:|#)([^)#\\s]+)");

  @TempDir private static Path folder;
  private static Path home;

  @BeforeAll
  static void unpack() throws Exception {
    Process tar =
        new ProcessBuilder(
                "tar", "-xzf", System.getProperty("distribution.archive"), "-C", folder.toString())
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
    home = folder.resolve("kinetograph-" + VERSION);
  }

  @Test
  void helpListsTheCommandsAndVersionIsTheBuilds() throws Exception {
    Run help = run("help");
    assertThat(help.exitCode()).isZero();
    assertThat(commands(help.output())).contains("quickstart", "stream", "dashboard", "train");

    Run version = run("--version");
    assertThat(version.exitCode()).isZero();
    assertThat(version.output()).isEqualTo("kinetograph " + VERSION + "\n");
  }

  @Test
  void unknownCommandIsRejectedWithItsName() throws Exception {
    Run run = run("dance");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.output()).contains("unknown command 'dance'").contains("Usage: kinetograph");
  }

  @Test
  void everyCommandShowsItsHelp() throws Exception {
    for (String command : commands(run("help").output())) {
      Run help = run(command, "--help");

      assertThat(help.exitCode()).as("%s --help: %s", command, help.output()).isZero();
      assertThat(help.output()).containsPattern("Usage: (kinetograph )?" + command + " ");
    }
  }

  /** A command that only one of the two scripts knows could not be run on the other's platforms. */
  @Test
  void scriptForWindowsKnowsTheSameCommands() throws Exception {
    String script = Files.readString(home.resolve("bin/kinetograph.cmd"));
    String usage = script.substring(script.indexOf("\n:usage")).replaceAll("(?m)^echo ", "");

    assertThat(commands(usage)).isEqualTo(commands(run("help").output()));
    for (String command : commands(usage)) {
      assertThat(script).containsPattern("[\"( ]" + command + "[\") ]");
    }
  }

  /** Folders may have parentheses and apostrophes in their names. */
  @Test
  void scriptForWindowsQuotesPaths() throws Exception {
    String script = Files.readString(home.resolve("bin/kinetograph.cmd"));

    assertThat(script).contains("\"%JAVA%\"").doesNotContainPattern("[^\"]%JAVA%|%JAVA%[^\"]");
    assertThat(script.lines().filter(line -> line.startsWith("powershell ")))
        .singleElement(STRING)
        .doesNotContain("%");
  }

  /** In a list of {@code for}, a parenthesis of a quoted path would end the list. */
  @Test
  void scriptForWindowsHasNoArgumentsInAList() throws Exception {
    String script = Files.readString(home.resolve("bin/kinetograph.cmd"));

    assertThat(script).contains("%*").doesNotContainPattern("\\bin \\(.*%\\*");
  }

  @Test
  void scriptForWindowsStartsTheAppWithTheSameOptions() throws Exception {
    String script = Files.readString(home.resolve("bin/kinetograph.cmd"));

    assertThat(optionsOfTheApp(script))
        .hasSize(5)
        .isEqualTo(optionsOfTheApp(Files.readString(home.resolve("bin/kinetograph"))));
    assertThat(script).contains("@\"%ROOT%\\jvm.options\"");
  }

  private static Set<String> optionsOfTheApp(String script) {
    return Pattern.compile("-XX:(\\+UseSerialGC|Tier4\\w+=\\d+)")
        .matcher(script)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Each launcher names its own jars alone; every jar is used by one of them, and is there. */
  @Test
  void launchersNameExactlyTheJarsThatAreThere() throws Exception {
    Set<String> named = new TreeSet<>();
    Set<String> launchers = new TreeSet<>();
    Set<String> jars = new TreeSet<>();
    for (Path path : filesOf(home.resolve("lib"))) {
      String name = path.getFileName().toString();
      (name.endsWith("-launcher.jar") ? launchers : jars).add(name);
    }
    for (String launcher : launchers) {
      named.addAll(classPathOf(launcher));
    }

    assertThat(launchers).hasSize(4);
    assertThat(named).isEqualTo(jars);
    for (String production : List.of("streams-app", "dashboard")) {
      assertThat(classPathOf("kinetograph-" + production + "-" + VERSION + "-launcher.jar"))
          .noneMatch(jar -> jar.matches("(kafka_2|kafka-server|pytorch|kinetograph-trainer).*"));
    }
    assertThat(jars).filteredOn(jar -> jar.startsWith("pytorch-native-cpu")).hasSize(1);
  }

  /** Windows Explorer, Python and many other programs make a text of a link in a zip. */
  @Test
  void noEntryOfAnArchiveIsALink() throws Exception {
    try (Stream<Path> files = Files.walk(home)) {
      assertThat(files.filter(Files::isSymbolicLink)).as("in the tar.gz").isEmpty();
    }
    String zip = System.getProperty("distribution.archive").replaceAll("\\.tar\\.gz$", ".zip");
    int files = 0;
    try (ZipFile archive = new ZipFile(zip)) {
      for (ZipEntry entry : Collections.list(archive.entries())) {
        if (!entry.isDirectory()) {
          files++;
          // The content of a link is its target.
          assertThat(entry.getSize())
              .as(entry.getName())
              .isEqualTo(Files.size(folder.resolve(entry.getName())));
        }
      }
    }
    assertThat(files).isGreaterThan(100);
    Path chart = home.resolve("docker/helm/kinetograph/files");
    assertThat(chart.resolve("alerts.yml"))
        .hasSameTextualContentAs(home.resolve("docker/prometheus/alerts.yml"))
        .content()
        .contains("\ngroups:\n");
    assertThat(chart.resolve("grafana.json"))
        .hasSameTextualContentAs(home.resolve("docker/grafana/dashboards/kinetograph.json"))
        .content()
        .contains("\"panels\"");
  }

  @Test
  void documentsAndLicensesAreThere() {
    assertThat(
            List.of("LICENSE", "NOTICE", "README.md", "CHANGELOG.md", "docs/README.md", "VERSION"))
        .allSatisfy(name -> assertThat(home.resolve(name)).isNotEmptyFile());
  }

  /** The documents were written in a checkout, which has more files. */
  @Test
  void everyRelativeLinkOfADocumentLeadsToAFile() throws Exception {
    List<String> dead = new ArrayList<>();
    int links = 0;
    for (Path document : documents()) {
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        links++;
        if (!Files.exists(document.resolveSibling(link.group(1)))) {
          dead.add(home.relativize(document) + ": " + link.group(1));
        }
      }
    }

    assertThat(dead).isEmpty();
    assertThat(links).isGreaterThan(50);
  }

  @Test
  void javaHomeThatDoesNotExistIsNamed() throws Exception {
    Run run = run(Map.of("JAVA_HOME", "/no/java"), "stream");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output())
        .isEqualTo(
            "kinetograph: cannot run /no/java/bin/java: JAVA_HOME is '/no/java', set it to the"
                + " folder of Java 17 or newer\n");
  }

  @Test
  void streamUsesTheSerialCollectorUnlessAnotherIsChosen() throws Exception {
    String print = "-XX:+PrintFlagsFinal";
    for (String chosen : List.of("", "-XX:+UseParallelGC")) {
      Map<String, String> options = Map.of("KINETOGRAPH_JAVA_OPTS", chosen + " " + print);
      Run run = run(options, "stream", "--version");

      assertThat(run.exitCode()).as(run.output()).isZero();
      assertThat(run.output())
          .containsPattern("UseSerialGC += " + chosen.isEmpty() + " ")
          .containsPattern("UseParallelGC += " + !chosen.isEmpty() + " ");
    }
  }

  @Test
  void collectorMayBeChosenWhereverTheJvmReadsOptions() throws Exception {
    String chosen = "-Xmx64m -XX:+UseParallelGC -XX:+PrintFlagsFinal";
    for (String variable :
        List.of(
            "KINETOGRAPH_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
      assertUsesParallel(run(Map.of(variable, chosen), "stream", "--version"));
    }
    Path options =
        Files.writeString(
            home.resolve("jvm.options"), "# not -XX:+UseG1GC\n" + chosen.replace(' ', '\n'));
    try {
      assertUsesParallel(run("stream", "--version"));
    } finally {
      Files.delete(options);
    }
  }

  private static void assertUsesParallel(Run run) {
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output()).containsPattern("UseParallelGC += true ");
  }

  @Test
  void optionsWhoseNamesOnlyLookLikeACollectorChooseNone() throws Exception {
    String chosen = "-XX:+UseCompressedOops -XX:MaxGCPauseMillis=20 -XX:+PrintFlagsFinal";
    Run run = run(Map.of("KINETOGRAPH_JAVA_OPTS", chosen), "stream", "--version");

    assertThat(run.output()).containsPattern("UseSerialGC += true ");
  }

  @Test
  void streamLetsC2WaitUnlessAnotherThresholdIsChosen() throws Exception {
    String chosen = "-XX:Tier4CompileThreshold=15000 -XX:+PrintFlagsFinal";
    Run run = run(Map.of("KINETOGRAPH_JAVA_OPTS", chosen), "stream", "--version");

    assertThat(run.output())
        .containsPattern("Tier4InvocationThreshold += 100000 ")
        .containsPattern("Tier4CompileThreshold += 15000 ");
  }

  @Test
  void optionsOfTheDistributionAreReadAndTheUsersOverrideThem() throws Exception {
    Path options = Files.writeString(home.resolve("jvm.options"), "# two\n-Xmx321m\n-Xss512k\n");
    try {
      String chosen = "-Xmx123m -XX:+PrintFlagsFinal";
      Run run = run(Map.of("KINETOGRAPH_JAVA_OPTS", chosen), "stream", "--version");

      assertThat(run.output())
          .containsPattern("MaxHeapSize += " + (124 << 20) + " ")
          .containsPattern("ThreadStackSize += 512 ");
    } finally {
      Files.delete(options);
    }
  }

  /**
   * A folder that does not exist stands for one without permission, because root may write to any.
   * Newer Java versions add a line of their own.
   */
  @Test
  void temporaryFolderThatCannotBeWrittenIsNamed() throws Exception {
    Path temporary = folder.resolve("no-folder");
    Map<String, String> options = Map.of("KINETOGRAPH_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary);
    Path config =
        Files.writeString(
            folder.resolve("stream.properties"),
            "http.port=0\nkafka.bootstrap.servers=localhost:9092\n");

    for (List<String> command :
        List.of(
            List.of("stream", "--config=" + config),
            List.of("quickstart", "--no-dashboard", "--plain"),
            List.of("evaluate", "--data=none.zip"))) {
      Run run = run(options, command.toArray(String[]::new));

      assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
      assertThat(run.output().lines().filter(line -> !line.startsWith("WARNING: java.io.tmpdir")))
          .singleElement(STRING)
          .contains("cannot write to the temporary folder " + temporary + ": make it writable")
          .contains("choose another folder with the environment variable KINETOGRAPH_NATIVE_DIR");
    }
  }

  /** As Docker mounts a tmpfs by default. In a namespace of its own, the mount ends by itself. */
  @Test
  void temporaryFolderMountedWithNoexecIsNamedAndAnotherOneIsUsed() throws Exception {
    Path mounted = Files.createDirectory(folder.resolve("noexec"));
    Path libraries = folder.resolve("native libraries");
    String script =
        """
        mount -t tmpfs -o noexec tmpfs "$1" || exit 99
        shift
        exec "$@"
        """;
    List<String> command =
        List.of(
            "unshare",
            "--mount",
            "sh",
            "-c",
            script,
            "sh",
            mounted.toString(),
            home.resolve("bin/kinetograph").toString(),
            "model-speed",
            home.resolve("model/kinetograph.onnx").toString(),
            "--iterations=1");
    Map<String, String> options = Map.of("KINETOGRAPH_JAVA_OPTS", "-Djava.io.tmpdir=" + mounted);

    Run refused = run(command, options);
    assumeFalse(refused.exitCode() == 99 || refused.output().startsWith("unshare:"), "no mounts");
    assertThat(refused.exitCode()).as(refused.output()).isEqualTo(1);
    assertThat(refused.output().lines())
        .singleElement(STRING)
        .contains("from the temporary folder " + mounted + ", because it is mounted with noexec")
        .contains("choose another folder with the environment variable KINETOGRAPH_NATIVE_DIR");

    Run moved = run(command, Map.of("KINETOGRAPH_NATIVE_DIR", libraries.toString()));
    assertThat(moved.exitCode()).as(moved.output()).isZero();
    assertThat(filesOf(libraries)).as("ONNX Runtime's folder is deleted").isEmpty();
  }

  @Test
  void logIsJsonIfRequested() throws Exception {
    Run stream =
        run(
            Map.of("KINETOGRAPH_LOG_FORMAT", "json", "KINETOGRAPH_SEGMENT_GRACE", "so\non"),
            "stream");
    assertThat(stream.exitCode()).isEqualTo(2);
    assertThat(stream.output().lines())
        .singleElement(STRING)
        .startsWith("{\"timestamp\":")
        .contains("\"level\":\"ERROR\"", "segment.grace", "so\\\\non")
        .endsWith("}");

    // It runs until it is stopped.
    List<String> dashboard =
        List.of(
            "timeout",
            "40",
            home.resolve("bin/kinetograph").toString(),
            "dashboard",
            "--bootstrap-servers=localhost:1",
            "--port=0");
    Run log = run(dashboard, Map.of("KINETOGRAPH_LOG_FORMAT", "json"));
    assertThat(log.output().lines())
        .isNotEmpty()
        .allMatch(line -> line.startsWith("{\"timestamp\":") && line.endsWith("}"))
        .anyMatch(line -> line.contains("the dashboard is at http"));
  }

  @Test
  void unknownFormatOfTheLogIsNamed() throws Exception {
    for (String command : List.of("stream", "dashboard")) {
      Run run = run(Map.of("KINETOGRAPH_LOG_FORMAT", "xml"), command);

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.output())
          .isEqualTo("environment: KINETOGRAPH_LOG_FORMAT is 'xml', but must be text or json\n");
    }
  }

  /** Java 24 and newer allow libraries to load native code only with an entry of the manifest. */
  @Test
  void launcherJarsRunByThemselves() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path jar = home.resolve("lib/kinetograph-streams-app-" + VERSION + "-launcher.jar");

    Run run = run(List.of(java.toString(), "-jar", jar.toString(), "--version"), Map.of());

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output()).contains(VERSION).hasLineCount(1);
    try (JarFile file = new JarFile(jar.toFile())) {
      assertThat(file.getManifest().getMainAttributes().getValue("Enable-Native-Access"))
          .isEqualTo("ALL-UNNAMED");
    }
  }

  @Test
  void digitsAreTheSameInEveryLanguage() throws Exception {
    Map<String, String> arabic =
        Map.of("KINETOGRAPH_JAVA_OPTS", "-Duser.language=ar -Duser.country=EG");

    Run run =
        run(
            arabic,
            "model-speed",
            home.resolve("model/kinetograph.onnx").toString(),
            "--iterations=1");

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output()).containsPattern("[0-9]").doesNotContainPattern("[\\p{Nd}&&[^0-9]]");
  }

  @Test
  void pathWithAnUmlautWorksInTheLocaleC() throws Exception {
    // By a shell: this JVM itself may run in that locale, and could not name the folder.
    String script =
        """
        umlaut=$(printf 'M\\303\\274ller')
        mkdir "$umlaut" && mv "$1" "$umlaut/home" || exit 9
        "$umlaut/home/bin/kinetograph" stream --version
        code=$?
        mv "$umlaut/home" "$1" && rmdir "$umlaut"
        exit $code
        """;

    Run run = run(List.of("sh", "-c", script, "sh", home.toString()), Map.of("LC_ALL", "C"));

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output()).contains(VERSION);
  }

  @Test
  void pathWithAnUmlautWithoutTheLauncherIsNamedWithWhatToDo() throws Exception {
    String script =
        "exec \"$JAVA_HOME/bin/java\" -jar \"$1\" --config \"$(printf 'M\\303\\274ller')\"";
    Path jar = home.resolve("lib/kinetograph-streams-app-" + VERSION + "-launcher.jar");

    Run run = run(List.of("sh", "-c", script, "sh", jar.toString()), Map.of("LC_ALL", "C"));

    assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
    assertThat(run.output()).contains("letters that the locale does not have: set LC_ALL=C.UTF-8");
  }

  /** Without --model it is the shipped one: the error is about the recordings. */
  @Test
  void evaluateTakesTheShippedModel() throws Exception {
    assertThat(home.resolve("model/kinetograph.onnx")).isNotEmptyFile();

    Run run = run("evaluate", "--data=none.zip");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output()).contains("none.zip").doesNotContain("model");
  }

  @Test
  void billOfMaterialsNamesEveryJar() throws Exception {
    assumeFalse(
        "offline=true".equals(System.getProperty("distribution.build")),
        "only a build with a network makes the bill of materials");
    String materials = Files.readString(home.resolve("kinetograph-" + VERSION + ".cdx.json"));

    assertThat(materials)
        .contains("pkg:maven/org.apache.kafka/kafka-streams@")
        .contains("pkg:maven/com.microsoft.onnxruntime/onnxruntime")
        .contains("pkg:maven/ai.djl.pytorch/pytorch-native-cpu@")
        .doesNotContain("junit");
  }

  @Test
  void quickstartLabelsOneWearer() throws Exception {
    Run run =
        run(
            "quickstart",
            "--wearers=1",
            "--duration=20s",
            "--no-dashboard",
            "--plain",
            "--port=" + freePort(),
            "--set=http.port=0",
            "--data-dir=" + folder.resolve("data"));

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output()).containsPattern("labels +[1-9][0-9]*: one for every segment");
  }

  /** Its JVM says of each class where it is from; an archive that it ignores is from no class. */
  @Test
  void streamStartsFromTheClassArchive() throws Exception {
    Map<String, String> where =
        Map.of("KINETOGRAPH_CLASS_ARCHIVE", folder.resolve("class archive").toString());
    Map<String, String> off = Map.of("KINETOGRAPH_CLASS_ARCHIVE", "off");
    String listing = "KINETOGRAPH_JAVA_OPTS";

    // A cluster that the environment names is left alone: nothing answers there.
    Run created =
        run(with(where, "KINETOGRAPH_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"), "class-archive");

    assertThat(created.exitCode()).as(created.output()).isZero();
    assertThat(created.output()).contains("created ").contains("stream-");
    String app = "io.kinetograph.streams.app.StreamCommand source: ";
    assertThat(run(with(where, listing, "-Xlog:class+load"), "stream", "--version").output())
        .contains(app + "shared objects file");
    assertThat(run(with(off, listing, "-Xlog:class+load"), "stream", "--version").output())
        .contains(app + "file:");
    Run other = run(with(where, listing, "-XX:-UseCompressedClassPointers"), "stream", "--version");
    assertThat(other.output()).as("an archive that does not fit is ignored").hasLineCount(1);
  }

  /** A command such as 'bench' starts the app by this launcher again. */
  @Test
  void folderOfTheClassArchiveIsPassedOn() throws Exception {
    Path javaHome = folder.resolve("java");
    Path java = Files.createDirectories(javaHome.resolve("bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        [ "$1" = -version ] && exec echo 'openjdk version "17.0.1"'
        exec env
        """);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));

    Run run =
        run(
            Map.of("JAVA_HOME", javaHome.toString(), "KINETOGRAPH_CLASS_ARCHIVE", "off"),
            "simulate");

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output().lines()).contains("KINETOGRAPH_CLASS_ARCHIVE=off");
  }

  private static Map<String, String> with(Map<String, String> some, String key, String value) {
    Map<String, String> more = new HashMap<>(some);
    more.put(key, value);
    return more;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Set<String> commands(String help) {
    return help.lines()
        .map(COMMAND::matcher)
        .filter(Matcher::matches)
        .map(line -> line.group(1))
        .filter(command -> !command.equals("help"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      return files.filter(file -> file.toString().endsWith(".md")).toList();
    }
  }

  private static List<Path> filesOf(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static Set<String> classPathOf(String launcher) throws IOException {
    try (JarFile jar = new JarFile(home.resolve("lib").resolve(launcher).toFile())) {
      String classPath = jar.getManifest().getMainAttributes().getValue("Class-Path");
      return new TreeSet<>(List.of(classPath.split(" ")));
    }
  }

  /** Runs the launcher of the unpacked archive from another folder, and collects what it prints. */
  private static Run run(String... arguments) throws Exception {
    return run(Map.of(), arguments);
  }

  private static Run run(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/kinetograph").toString()));
    command.addAll(List.of(arguments));
    return run(command, environment);
  }

  private static Run run(List<String> command, Map<String, String> environment) throws Exception {
    Path output = Files.createTempFile(folder, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    // The JVM would print it.
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(200, TimeUnit.SECONDS)).as(String.join(" ", command)).isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return new Run(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }

  private record Run(int exitCode, String output) {}
}
