// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/code.md} names classes and packages; renaming one must change the page. */
class CodeTourTest {

  private static final Path PAGE = Path.of("..", "docs", "code.md");

  /** Such as {@code `SegmentWindows.add`}; the method is not checked. */
  private static final Pattern CLASS = Pattern.compile("`([A-Z]\\w+)(?:\\.\\w+)?`");

  /** Such as {@code (`streams.segment`)}. */
  private static final Pattern PACKAGE = Pattern.compile("\\(`([a-z.]+)`\\)");

  @Test
  void namesOnlyExistingClassesAndPackages() throws IOException {
    String page = Files.readString(PAGE);
    Set<String> classes =
        MainClasses.ALL.stream().map(JavaClass::getSimpleName).collect(Collectors.toSet());
    Set<String> packages =
        MainClasses.ALL.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

    Set<String> named = all(CLASS, page);
    assertThat(named).hasSizeGreaterThan(30);
    assertThat(classes).containsAll(named);
    assertThat(packages)
        .containsAll(
            all(PACKAGE, page).stream().map(name -> "io.kinetograph." + name).sorted().toList());
  }

  private static Set<String> all(Pattern pattern, String page) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(page);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
