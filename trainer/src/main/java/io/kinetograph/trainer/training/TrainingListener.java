package io.kinetograph.trainer.training;

/** Is told how a training goes on. */
public interface TrainingListener {

  /**
   * A learning rate is looked for, as the settings ask.
   *
   * @param steps it takes at most
   */
  default void rateSearchStarted(int steps) {}

  /** A step of looking for a learning rate is done. */
  default void rateSearchStepDone() {}

  /** A learning rate was looked for, as the settings ask, and this is it. */
  default void rateFound(double rate) {}

  /**
   * Whether the held part is judged after each epoch. It costs time and decides nothing; who only
   * judges at the end says no.
   */
  default boolean watchesHeldPart() {
    return true;
  }

  /**
   * An epoch begins.
   *
   * @param epoch its number, from 1
   * @param epochs how many there are
   * @param steps how many steps it has
   */
  void epochStarted(int epoch, int epochs, int steps);

  /** A step is done. */
  void stepDone(double loss);

  /** An epoch is done, and its checkpoint is written. */
  void epochDone(EpochFigures figures);
}
