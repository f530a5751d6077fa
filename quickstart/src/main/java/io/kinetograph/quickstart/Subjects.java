// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The value of an option that selects subjects.
 *
 * @param numbers without repetitions
 */
record Subjects(NavigableSet<Integer> numbers) {

  /** Reads numbers and ranges, such as {@code 1-3,8}. */
  static final class Converter implements ITypeConverter<Subjects> {

    private static final Pattern RANGE = Pattern.compile("(\\d{1,3})(?:-(\\d{1,3}))?");

    @Override
    public Subjects convert(String value) {
      NavigableSet<Integer> numbers = new TreeSet<>();
      for (String part : value.split(",", -1)) {
        Matcher range = RANGE.matcher(part.strip());
        if (!range.matches()) {
          throw new TypeConversionException(
              "'%s' is not a number or a range of subjects such as 1-3".formatted(part));
        }
        int first = Integer.parseInt(range.group(1));
        int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
        if (last < first) {
          throw new TypeConversionException(
              "'%s' is reversed: the smaller number comes first".formatted(part));
        }
        IntStream.rangeClosed(first, last).forEach(numbers::add);
      }
      return new Subjects(numbers);
    }
  }
}
