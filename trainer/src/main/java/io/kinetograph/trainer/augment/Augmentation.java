package io.kinetograph.trainer.augment;

/**
 * How much a training segment is varied each time it is looked at.
 *
 * @param timeShift whether the window slides into the neighbouring segments of its recording
 * @param rotation largest angle by which a unit is turned about a random axis, in degrees: units
 *     are never strapped on twice in the same way
 * @param scale largest relative change of a unit's movement about its mean; gravity stays what it
 *     is
 * @param jitter standard deviation of noise added to every value, in m/s^2
 * @param timeWarp largest relative change of pace
 * @param unitDropout probability that one to four units of a picture are taken for not worn
 * @param unitSwap probability that a unit of a picture is taken from another subject's segment of
 *     the same activity, so that no activity is known by one subject's habits
 * @param mirror whether every other picture is that of a wearer who does it the other way round:
 *     left and right change places. Lying on the right side is left as it is
 */
public record Augmentation(
    boolean timeShift,
    double rotation,
    double scale,
    double jitter,
    double timeWarp,
    double unitDropout,
    double unitSwap,
    boolean mirror) {

  /** Checks the ranges. */
  public Augmentation {
    within("rotation", rotation, 180);
    within("scale", scale, 0.9);
    within("jitter", jitter, 100);
    within("time-warp", timeWarp, 0.5);
    within("unit-dropout", unitDropout, 1);
    within("unit-swap", unitSwap, 1);
  }

  /** No variation at all. */
  public static Augmentation none() {
    return new Augmentation(false, 0, 0, 0, 0, 0, 0, false);
  }

  private static void within(String name, double value, double most) {
    if (!(value >= 0 && value <= most)) {
      throw new IllegalArgumentException("%s %s is not from 0 to %s".formatted(name, value, most));
    }
  }
}
