package io.kinetograph.trainer.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What there is to know of one hyperparameter, written at the component of a settings record. Its
 * name (that of the component, in kebab case), its command line option, its key in JSON, its range
 * check and the text of an error all derive from this one place.
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

  /** What stands for the value in the command's help; by default the type. */
  String label() default "";

  /**
   * The interval of a number's allowed values, such as {@code [1,)} (at least 1), {@code (0,)}
   * (above 0), {@code [0,1]} or {@code [0,1)}.
   */
  String range() default "(,)";
}
