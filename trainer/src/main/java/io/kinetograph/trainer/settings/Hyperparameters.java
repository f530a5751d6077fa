// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.settings;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the {@link Hyperparameter} annotations of a settings record. */
public final class Hyperparameters {

  private static final PropertyNamingStrategies.KebabCaseStrategy KEBAB_CASE =
      new PropertyNamingStrategies.KebabCaseStrategy();

  private Hyperparameters() {}

  /**
   * Describes one hyperparameter, at the component of a settings record. Its name (that of the
   * component, in kebab case), its command line option, its key in JSON, its range check and the
   * text of an error all derive from this one place.
   */
  @Target(ElementType.RECORD_COMPONENT)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Hyperparameter {

    /** The default, in the form that the command line reads. */
    String value();

    /** Another name of the option, with its dashes; empty for none. */
    String alias() default "";

    /** What it means, for the command's help: one sentence without its period. */
    String help();

    /** The placeholder of the value in the command's help; by default the type. */
    String label() default "";

    /**
     * The interval of a number's allowed values, such as {@code [1,)} (at least 1), {@code (0,)}
     * (above 0), {@code [0,1]} or {@code [0,1)}.
     */
    String range() default "(,)";
  }

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
      new Range(said.range()).require(name(components[i]), number);
    }
  }

  /** The name of a component's JSON key. */
  static String name(RecordComponent component) {
    JsonProperty own = component.getAccessor().getAnnotation(JsonProperty.class);
    return own == null ? KEBAB_CASE.translate(component.getName()) : own.value();
  }
}
