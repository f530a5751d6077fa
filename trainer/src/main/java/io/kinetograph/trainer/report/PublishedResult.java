package io.kinetograph.trainer.report;

import java.util.List;

/**
 * A published result on the same data set.
 *
 * @param protocol ours that is nearest to theirs
 * @param how they evaluated
 * @param who published it
 * @param percent accuracy
 */
record PublishedResult(String protocol, String how, String who, double percent) {

  /** Each figure is the best of its paper under its protocol. */
  static List<PublishedResult> all() {
    String paper = "Barshan and Yuksek 2014, acceleration only";
    String pairs = "train on six subjects, test on two, mean of four";
    return List.of(
        new PublishedResult(
            "random", "one random split", "the article, ResNet34 with ImageNet weights", 98.7),
        new PublishedResult("rrss", "repeated random sub-sampling", paper, 93.3),
        new PublishedResult("kfold", "10-fold cross-validation", paper, 95.5),
        new PublishedResult("loso", "leave one subject out", paper, 81.0),
        new PublishedResult("pairs", pairs, "SDMix", 93.28),
        new PublishedResult("pairs", pairs, "DDLearn", 92.02));
  }
}
