package io.kinetograph.trainer.report;

import java.util.List;

/**
 * What others reached on the same data set.
 *
 * @param protocol ours that is nearest to theirs
 * @param how they judged
 * @param who they are
 * @param percent accuracy
 */
record Published(String protocol, String how, String who, double percent) {

  /** From the papers; each figure is the best of its paper under its protocol. */
  static List<Published> all() {
    String paper = "Barshan and Yuksek 2014, acceleration only";
    String pairs = "train on six subjects, test on two, mean of four";
    return List.of(
        new Published(
            "random", "one random split", "the article, ResNet34 with ImageNet weights", 98.7),
        new Published("rrss", "repeated random sub-sampling", paper, 93.3),
        new Published("kfold", "10-fold cross-validation", paper, 95.5),
        new Published("loso", "leave one subject out", paper, 81.0),
        new Published("pairs", pairs, "SDMix", 93.28),
        new Published("pairs", pairs, "DDLearn", 92.02));
  }
}
