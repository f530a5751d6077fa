import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts what a reader of the code has to read. Run it by "java .ci/CodeFigures.java --help". */
public final class CodeFigures {

  private static final String HELP =
      """
      Usage: java .ci/CodeFigures.java [--root FOLDER] [WAY...] [--loaded LOG[,LOG...]]... [--list]

      Prints for each module the main files and lines, the test files and lines, and the public
      top-level types of the main code; then how many source files lie on a way through the code.
      Lines are lines of text, blank ones and comments included.

      A way is NAME=ENTRY[,ENTRY...][,-EXCLUDED...]. It is measured in the compiled main classes (run
      "./mvnw compile" first): all classes of the project that the entries use, and those that these
      use, and so on, by jdeps, counted as source files. An excluded class, or package (a name that
      ends with a dot), is not entered. This is an upper bound: a class that is used for an error
      alone counts, too. It stops at interfaces whose implementation is chosen elsewhere, so an
      implementation is given as an entry of its own. The default ways are

        %s

      --loaded LOG[,LOG...] counts the source files whose classes JVMs really loaded in runs: it reads
      the logs that -Xlog:class+load:file=LOG write, such as

        KINETOGRAPH_JAVA_OPTS=-Xlog:class+load:file=reading.log \\
          bin/kinetograph quickstart --wearers 1 --duration 20s --no-dashboard --plain
        KINETOGRAPH_JAVA_OPTS=-Xlog:class+load:file=train.log \\
          bin/kinetograph train --data FILE.zip --run RUN --subjects 1-2 --epochs 1 ...

      A run loads the start of the process, too: settings, checks, HTTP. So it prints the count for
      each package.

      --list names the files.
      """;

  /** From a record to its label, and from the recordings to the ONNX file. */
  private static final List<String> WAYS =
      List.of("reading=LabelTopology,ServingModel,inference.OnnxModel", "training=TrainCommand,ExportCommand");

  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "(?m)^public ((final|abstract|sealed|non-sealed)"
              + " )*(class|record|interface|enum|@interface) ");
  private static final Pattern USE = Pattern.compile("^ +(io\\.\\S+) +-> +(io\\.\\S+) .*$");
  private static final Pattern LOADED = Pattern.compile("\\b(io\\.kinetograph\\.[\\w.$]+) source:");

  private final Path root;
  private final boolean list;

  private CodeFigures(Path root, boolean list) {
    this.root = root;
    this.list = list;
  }

  public static void main(String[] arguments) throws IOException {
    Deque<String> rest = new ArrayDeque<>(Arrays.asList(arguments));
    Path root = Path.of("");
    boolean list = false;
    List<String> ways = new ArrayList<>();
    List<String> logs = new ArrayList<>();
    while (!rest.isEmpty()) {
      String argument = rest.pop();
      switch (argument) {
        case "--help" -> {
          System.out.printf(HELP, String.join("\n  ", WAYS));
          return;
        }
        case "--root" -> root = Path.of(rest.pop());
        case "--list" -> list = true;
        case "--loaded" -> logs.add(rest.pop());
        default -> ways.add(argument);
      }
    }
    CodeFigures figures = new CodeFigures(root.toAbsolutePath().normalize(), list);
    List<Path> modules = figures.modules();
    figures.printSizes(modules);
    Map<String, Set<String>> uses = figures.uses(modules);
    for (String way : ways.isEmpty() ? WAYS : ways) {
      figures.printWay(way, uses);
    }
    for (String log : logs) {
      figures.printLoaded(log);
    }
  }

  private List<Path> modules() throws IOException {
    try (Stream<Path> folders = Files.list(root)) {
      return folders.filter(folder -> Files.isDirectory(folder.resolve("src"))).sorted().toList();
    }
  }

  private void printSizes(List<Path> modules) throws IOException {
    String row = "%-14s %10s %10s %10s %10s %12s%n";
    System.out.printf(row, "", "main", "main", "test", "test", "public main");
    System.out.printf(row, "module", "files", "lines", "files", "lines", "types");
    int[] sums = new int[5];
    for (Path module : modules) {
      List<String> main = sources(module.resolve("src/main/java"));
      List<String> test = sources(module.resolve("src/test/java"));
      int[] counts = {
        main.size(), lines(main), test.size(), lines(test), publicTypes(main),
      };
      Arrays.setAll(sums, i -> sums[i] + counts[i]);
      System.out.printf(row, cells(module.getFileName().toString(), counts));
    }
    System.out.printf(row, cells("all", sums));
  }

  private static Object[] cells(String name, int[] counts) {
    return Stream.concat(Stream.of(name), Arrays.stream(counts).boxed()).toArray();
  }

  private static List<String> sources(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<String> sources = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        sources.add(Files.readString(file));
      }
    }
    return sources;
  }

  private static int lines(List<String> sources) {
    return sources.stream().mapToInt(source -> (int) source.lines().count()).sum();
  }

  private static int publicTypes(List<String> sources) {
    return sources.stream().mapToInt(s -> (int) PUBLIC_TYPE.matcher(s).results().count()).sum();
  }

  /** Which class of the project uses which, as jdeps reads it in the compiled main classes. */
  private Map<String, Set<String>> uses(List<Path> modules) {
    List<String> arguments =
        new ArrayList<>(List.of("-v", "-e", "io\\.kinetograph\\..*", "--ignore-missing-deps"));
    modules.stream()
        .map(module -> module.resolve("target/classes"))
        .filter(Files::isDirectory)
        .forEach(classes -> arguments.add(classes.toString()));
    StringWriter output = new StringWriter();
    ToolProvider.findFirst("jdeps")
        .orElseThrow(() -> new IllegalStateException("jdeps is missing: run it by a JDK"))
        .run(
            new PrintWriter(output), new PrintWriter(System.err), arguments.toArray(String[]::new));
    Map<String, Set<String>> uses = new HashMap<>();
    output
        .toString()
        .lines()
        .map(USE::matcher)
        .filter(Matcher::matches)
        .forEach(
            use -> uses.computeIfAbsent(use.group(1), name -> new HashSet<>()).add(use.group(2)));
    return uses;
  }

  private void printWay(String way, Map<String, Set<String>> uses) {
    String name = way.substring(0, way.indexOf('='));
    List<String> entries = new ArrayList<>();
    List<String> excluded = new ArrayList<>();
    for (String part : way.substring(name.length() + 1).split(",")) {
      if (part.startsWith("-")) {
        excluded.add("." + part.substring(1));
      } else {
        entries.add(part);
      }
    }
    Deque<String> open = new ArrayDeque<>();
    for (String entry : entries) {
      List<String> found = uses.keySet().stream().filter(c -> c.endsWith("." + entry)).toList();
      if (found.isEmpty()) {
        System.out.printf("%nno class %s among the compiled classes%n", entry);
      }
      open.addAll(found);
    }
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      String next = open.pop();
      boolean enter =
          excluded.stream()
              .noneMatch(e -> e.endsWith(".") ? next.contains(e) : file(next).endsWith(e));
      if (enter && seen.add(next)) {
        open.addAll(uses.getOrDefault(next, Set.of()));
      }
    }
    print(name + ", files that " + String.join(", ", entries) + " can reach", seen);
  }

  private void printLoaded(String logs) throws IOException {
    Set<String> loaded = new HashSet<>();
    for (String log : logs.split(",")) {
      LOADED
          .matcher(Files.readString(Path.of(log), StandardCharsets.UTF_8))
          .results()
          .map(match -> match.group(1))
          .filter(name -> !name.contains("$$"))
          .forEach(loaded::add);
    }
    print("loaded by " + logs + ", files", loaded);
  }

  private void print(String title, Set<String> classes) {
    Set<String> files = classes.stream().map(CodeFigures::file).collect(Collectors.toSet());
    Map<String, Set<String>> byPackage = new TreeMap<>();
    for (String file : files) {
      int dot = file.lastIndexOf('.');
      byPackage
          .computeIfAbsent(file.substring(0, dot), key -> new TreeSet<>())
          .add(file.substring(dot + 1));
    }
    System.out.printf("%n%s: %d%n", title, files.size());
    byPackage.forEach(
        (name, types) ->
            System.out.printf(
                "  %4d  %s%s%n", types.size(), name, list ? " " + String.join(" ", types) : ""));
  }

  /** The class whose source file holds this one. */
  private static String file(String className) {
    int dollar = className.indexOf('$');
    return dollar < 0 ? className : className.substring(0, dollar);
  }
}
