package io.kinetograph.trainer.settings;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what the {@link Hyperparameter} annotations of a settings record say. */
public final class Hyperparameters {

  private static final PropertyNamingStrategies.KebabCaseStrategy KEBAB_CASE =
      new PropertyNamingStrategies.KebabCaseStrategy();

  private Hyperparameters() {}

  /**
   * One hyperparameter.
   *
   * @param name of its JSON key, and of its option without the dashes
   * @param type of the record's component
   * @param defaultText the default, in the form that the command line reads
   * @param help one sentence without its period
   * @param label of the value in the help; empty for the type's
   * @param alias another name of the option, with its dashes; empty for none
   * @param range the allowed values such as {@code at least 1}; empty for any
   */
  public record Definition(
      String name,
      Class<?> type,
      String defaultText,
      String help,
      String label,
      String alias,
      String range) {}

  /**
   * The hyperparameters of a record, in the order of its components.
   *
   * @param settings a record; components without annotation are left out
   */
  public static List<Definition> of(Class<?> settings) {
    List<Definition> definitions = new ArrayList<>();
    for (RecordComponent component : settings.getRecordComponents()) {
      Hyperparameter said = component.getAnnotation(Hyperparameter.class);
      if (said != null) {
        definitions.add(
            new Definition(
                name(component),
                component.getType(),
                said.value(),
                said.help(),
                said.label(),
                said.alias(),
                new Range(said.range()).describe()));
      }
    }
    return definitions;
  }

  /**
   * The records of hyperparameters that a record consists of, by JSON key, in order.
   *
   * @param settings a record
   */
  public static Map<String, Class<?>> groups(Class<?> settings) {
    Map<String, Class<?>> groups = new LinkedHashMap<>();
    for (RecordComponent component : settings.getRecordComponents()) {
      if (component.getType().isRecord() && !of(component.getType()).isEmpty()) {
        groups.put(name(component), component.getType());
      }
    }
    return groups;
  }

  /**
   * Checks the values of a record in its canonical constructor.
   *
   * @param settings the record
   * @param values of all its components, in order
   * @throws IllegalArgumentException if one is missing or out of its range, with name and value
   */
  static void check(Class<? extends Record> settings, @Nullable Object... values) {
    RecordComponent[] components = settings.getRecordComponents();
    for (int i = 0; i < components.length; i++) {
      Object value = values[i];
      if (value == null) {
        throw new IllegalArgumentException(name(components[i]) + " is missing");
      }
      Hyperparameter said = components[i].getAnnotation(Hyperparameter.class);
      if (said == null || !(value instanceof Number number)) {
        continue;
      }
      Range range = new Range(said.range());
      if (!range.contains(number.doubleValue())) {
        String allowed = range.describe();
        throw new IllegalArgumentException(
            "%s %s is not %s"
                .formatted(name(components[i]), value, allowed.isEmpty() ? "finite" : allowed));
      }
    }
  }

  /** The name of a component's JSON key. */
  static String name(RecordComponent component) {
    JsonProperty own = component.getAccessor().getAnnotation(JsonProperty.class);
    return own == null ? KEBAB_CASE.translate(component.getName()) : own.value();
  }
}
