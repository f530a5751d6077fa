// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.report;

import io.kinetograph.trainer.crossvalidation.CrossValidationResults.MeanAndDeviation;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The template's number formats; a dash stands for a value that does not exist. Non-breaking spaces
 * keep a number and its unit on one line.
 *
 * <ul>
 *   <li>{@code percent}: a share from 0 to 1, or the mean and standard deviation of shares
 *   <li>{@code fixed(digits)}: a number with so many decimals
 *   <li>{@code megabytes}: a number of bytes
 *   <li>{@code png}: the bytes of a PNG as a data URI
 * </ul>
 */
final class ReportFilters extends AbstractExtension {

  private static final String NBSP = "\u00a0";
  private static final String DASH = "–";

  @Override
  public Map<String, Filter> getFilters() {
    return Map.of(
        "percent",
        filter((value, args) -> percent(value)),
        "fixed",
        filter(
            (value, args) ->
                fixed(
                    (Number) value,
                    args.get("digits") instanceof Number digits ? digits.intValue() : 0)),
        "megabytes",
        filter((value, args) -> fixed(((Number) value).doubleValue() / 1e6, 1) + NBSP + "MB"),
        "png",
        filter(
            (value, args) ->
                "data:image/png;base64," + Base64.getEncoder().encodeToString((byte[]) value)));
  }

  private static String percent(Object value) {
    if (value instanceof MeanAndDeviation shares) {
      Double deviation = shares.standardDeviation();
      return percent(shares.mean())
          + (deviation == null ? "" : NBSP + "±" + NBSP + fixed(100 * deviation, 2));
    }
    return fixed(100 * ((Number) value).doubleValue(), 2) + "%";
  }

  private static String fixed(Number value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value.doubleValue());
  }

  private interface Format {

    String apply(Object value, Map<String, Object> arguments);
  }

  private static Filter filter(Format format) {
    return new Filter() {
      @Override
      public @Nullable List<String> getArgumentNames() {
        return List.of("digits");
      }

      @Override
      public Object apply(
          @Nullable Object value,
          Map<String, Object> arguments,
          PebbleTemplate template,
          EvaluationContext context,
          int line) {
        return value == null ? DASH : format.apply(value, arguments);
      }
    };
  }
}
