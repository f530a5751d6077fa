// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Lays a distribution out for an image, in folders that become layers: what changes seldom is apart
 * from what changes with each commit. Run by {@code Dockerfile}:
 *
 * <pre>java ImageLayout.java DISTRIBUTION MODULE OUTPUT HOME</pre>
 *
 * <ul>
 *   <li>{@code dependencies}: the jars of others, and in {@code native} their libraries for this
 *       platform, unpacked. The jars lose the libraries of all platforms, 130 MB for the app.
 *       PyTorch's are already there, in {@code djl}: see {@code UnpackPyTorch.java}.
 *   <li>{@code model}: the shipped model, in a jar of its own; for the trainer as a file
 *   <li>{@code own}: Kinetograph's jars, the launcher, and the options with which the JVM finds the
 *       unpacked libraries
 * </ul>
 *
 * The same distribution gives the same bytes, with the times of the distribution's files.
 */
final class ImageLayout {

  private static final Pattern LIBRARY = Pattern.compile(".*\\.(so(\\.\\d+)?|dylib|dll|jnilib|a)");
  private static final Pattern DEBUG_SYMBOLS = Pattern.compile(".*\\.dSYM/.*");
  private static final String TRAINER = "trainer";
  private static final int HEAP_PERCENT = 60;

  /** PyTorch computes outside of the heap. */
  private static final int TRAINER_HEAP_PERCENT = 30;

  private static final String MODEL = "io/kinetograph/streams/model/kinetograph.onnx";

  /** Where jars have the libraries of a platform. RocksDB is not among them: no store uses it. */
  private static final Map<String, Pattern> PLATFORMS =
      Map.of(
          "amd64",
          Pattern.compile(
              "ai/onnxruntime/native/linux-x64/.*\\.so|linux/amd64/libzstd-jni.*\\.so"
                  + "|org/xerial/snappy/native/Linux/x86_64/.*\\.so"
                  + "|net/jpountz/util/linux/amd64/.*\\.so|com/sun/jna/linux-x86-64/.*\\.so"
                  + "|org/jline/nativ/Linux/x86_64/.*\\.so"),
          "aarch64",
          Pattern.compile(
              "ai/onnxruntime/native/linux-aarch64/.*\\.so|linux/aarch64/libzstd-jni.*\\.so"
                  + "|org/xerial/snappy/native/Linux/aarch64/.*\\.so"
                  + "|net/jpountz/util/linux/aarch64/.*\\.so|com/sun/jna/linux-aarch64/.*\\.so"
                  + "|org/jline/nativ/Linux/arm64/.*\\.so"));

  private final Path distribution;
  private final Path output;
  private final String home;
  private final String version;
  private final FileTime time;
  private final Pattern platform;

  private ImageLayout(Path distribution, Path output, String home) throws IOException {
    this.distribution = distribution;
    this.output = output;
    this.home = home;
    Path versionFile = distribution.resolve("VERSION");
    this.version = Files.readString(versionFile).strip();
    this.time = Files.getLastModifiedTime(versionFile);
    String architecture = System.getProperty("os.arch");
    Pattern known = PLATFORMS.get(architecture);
    if (known == null) {
      throw new IOException("no image for " + architecture + ", only for " + PLATFORMS.keySet());
    }
    this.platform = known;
  }

  public static void main(String... args) throws IOException {
    ImageLayout layout = new ImageLayout(Path.of(args[0]), Path.of(args[2]), args[3]);
    layout.write(args[1]);
  }

  private void write(String module) throws IOException {
    String launcher = "kinetograph-%s-%s-launcher.jar".formatted(module, version);
    List<String> classPath;
    try (JarFile jar = new JarFile(distribution.resolve("lib").resolve(launcher).toFile())) {
      Attributes attributes = jar.getManifest().getMainAttributes();
      classPath =
          new ArrayList<>(List.of(attributes.getValue(Attributes.Name.CLASS_PATH).split(" ")));
    }
    for (String name : List.copyOf(classPath)) {
      boolean isOwn = name.startsWith("kinetograph-");
      if (copyJar(name, isOwn ? "own" : "dependencies")) {
        classPath.add(1, modelJar());
      }
    }
    writeLauncher(launcher, classPath);
    if (module.equals(TRAINER)) {
      copy("model/kinetograph.onnx", "model");
    }
    copy("VERSION", "own");
    copy("LICENSE", "own");
    copy("NOTICE", "own");
    copy("bin/kinetograph", "own");
    writeOptions(module.equals(TRAINER) ? TRAINER_HEAP_PERCENT : HEAP_PERCENT);
    setTimes();
  }

  private String modelJar() {
    return "kinetograph-model-" + version + ".jar";
  }

  /** Copies a jar without its libraries and model; true if it had the model. */
  private boolean copyJar(String name, String layer) throws IOException {
    Path from = distribution.resolve("lib").resolve(name);
    Path to = target(layer, "lib/" + name);
    boolean hadModel = false;
    try (JarFile jar = new JarFile(from.toFile())) {
      List<? extends ZipEntry> entries = jar.stream().toList();
      if (entries.stream().noneMatch(ImageLayout::isMoved)) {
        Files.copy(from, to);
        return false;
      }
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(to))) {
        for (ZipEntry entry : entries) {
          if (!isMoved(entry)) {
            add(out, entry, jar);
          } else if (entry.getName().equals(MODEL)) {
            hadModel = true;
            writeModel(entry, jar);
          } else if (platform.matcher(entry.getName()).matches()) {
            String file = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
            try (InputStream library = jar.getInputStream(entry)) {
              Files.copy(library, target("dependencies", "native/" + file));
            }
          }
        }
      }
    }
    return hadModel;
  }

  private static boolean isMoved(ZipEntry entry) {
    return LIBRARY.matcher(entry.getName()).matches()
        || DEBUG_SYMBOLS.matcher(entry.getName()).matches()
        || entry.getName().equals(MODEL);
  }

  private void writeModel(ZipEntry entry, JarFile jar) throws IOException {
    Path file = target("model", "lib/" + modelJar());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file))) {
      add(out, entry, jar);
    }
  }

  private static void add(JarOutputStream out, ZipEntry entry, JarFile jar) throws IOException {
    ZipEntry copy = new ZipEntry(entry.getName());
    copy.setTimeLocal(entry.getTimeLocal());
    out.putNextEntry(copy);
    try (InputStream content = jar.getInputStream(entry)) {
      content.transferTo(out);
    }
    out.closeEntry();
  }

  private void writeLauncher(String launcher, List<String> classPath) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", classPath));
    try (JarOutputStream out =
        new JarOutputStream(Files.newOutputStream(target("own", "lib/" + launcher)))) {
      ZipEntry entry = new ZipEntry(JarFile.MANIFEST_NAME);
      entry.setTimeLocal(time.toInstant().atOffset(java.time.ZoneOffset.UTC).toLocalDateTime());
      out.putNextEntry(entry);
      manifest.write(out);
      out.closeEntry();
    }
  }

  /** Each library has its own way to be told where it is. */
  private void writeOptions(int heapPercent) throws IOException {
    Path folder = output.resolve("dependencies/native");
    String place = home + "/native";
    List<String> options = new ArrayList<>();
    options.add(
        "# Everything is unpacked already: the temporary folder may be mounted with noexec.");
    options.add("-Dio.kinetograph.native.unpacked=true");
    options.add("-Djava.library.path=" + place);
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder).sorted()) {
        for (Path file : files.toList()) {
          String name = file.getFileName().toString();
          if (name.equals("libonnxruntime.so")) {
            options.add("-Donnxruntime.native.path=" + place);
          } else if (name.startsWith("libzstd-jni")) {
            options.add("-DZstdNativePath=" + place + "/" + name);
          } else if (name.equals("libsnappyjava.so")) {
            options.add("-Dorg.xerial.snappy.lib.path=" + place);
            options.add("-Dorg.xerial.snappy.lib.name=" + name);
          } else if (name.equals("libjnidispatch.so")) {
            options.add("-Djna.boot.library.path=" + place);
          } else if (name.equals("libjlinenative.so")) {
            options.add("-Dlibrary.jline.path=" + place);
          }
        }
      }
    }
    options.add("# Of the container's memory limit; docs/operations.md has the calculation.");
    options.add("-XX:MaxRAMPercentage=" + heapPercent);
    options.add("-XX:+ExitOnOutOfMemoryError");
    Files.write(target("own", "jvm.options"), options);
  }

  private void copy(String name, String layer) throws IOException {
    Files.copy(distribution.resolve(name), target(layer, name));
  }

  private Path target(String layer, String name) throws IOException {
    Path file = output.resolve(layer).resolve(name);
    Files.createDirectories(file.getParent());
    return file;
  }

  /** The modes do not depend on the umask of whoever builds. */
  private void setTimes() throws IOException {
    try (Stream<Path> all = Files.walk(output)) {
      for (Path file : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        boolean runs = Files.isDirectory(file) || file.getParent().endsWith("bin");
        Files.setPosixFilePermissions(
            file, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
        Files.setLastModifiedTime(file, time);
      }
    }
  }
}
