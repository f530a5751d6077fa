// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.quickstart;

import io.kinetograph.recordings.dataset.SubjectNumbers;
import java.util.NavigableSet;
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

    @Override
    public Subjects convert(String value) {
      try {
        return new Subjects(SubjectNumbers.parse(value));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
