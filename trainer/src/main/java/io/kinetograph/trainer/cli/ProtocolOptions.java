// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.trainer.cli;

import io.kinetograph.trainer.cli.ProtocolFolder.ProtocolName;
import io.kinetograph.trainer.crossvalidation.Protocol;
import io.kinetograph.trainer.crossvalidation.RandomProtocol;
import io.kinetograph.trainer.crossvalidation.SubjectProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How a protocol splits the recordings, and which of its folds to train. */
final class ProtocolOptions {

  private static final double RANDOM_SHARE = 0.2;
  private static final double RRSS_SHARE = 1 / 3.0;

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "N",
      description =
          "Repeat the protocol with each of these seeds, such as 1,2,3; default that of --seed.")
  private List<Long> seeds = new ArrayList<>();

  @Option(
      names = "--share",
      paramLabel = "SHARE",
      description =
          "random, rrss: the test set's share of each activity's segments; default 0.2 for random"
              + " and a third for rrss.")
  private @Nullable Double share;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "10",
      description = "rrss: how many splits; default ${DEFAULT-VALUE}.")
  private int repeats;

  @Option(
      names = "--folds",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "kfold: how many parts, each the test set of one fold; default ${DEFAULT-VALUE}.")
  private int folds;

  @Option(
      names = "--subject",
      split = ",",
      paramLabel = "N",
      description = "loso: only these subjects are test sets; default all.")
  private List<Integer> subjects = new ArrayList<>();

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "N",
      description =
          "Train only these folds, by number (of the part, repeat, subject, pair, activity or group),"
              + " such as 1,2,3.")
  private List<Integer> only = new ArrayList<>();

  /** Refuses options of other protocols. */
  void refuseUnused(CommandSpec spec, ProtocolName name) {
    if (name != ProtocolName.RANDOM && name != ProtocolName.RRSS) {
      Usage.refuse(spec, Set.of("--share"), "is for --protocol random and rrss.");
    }
    if (name != ProtocolName.RRSS) {
      Usage.refuse(spec, Set.of("--repeats"), "is for --protocol rrss.");
    }
    if (name != ProtocolName.KFOLD) {
      Usage.refuse(spec, Set.of("--folds"), "is for --protocol kfold.");
    }
    if (name == ProtocolName.UNKNOWN || name == ProtocolName.UNKNOWN_GROUPS) {
      Usage.refuse(
          spec,
          Set.of("--from"),
          "is not for --protocol %s: the earlier run knows the activities.".formatted(name));
    }
  }

  Protocol protocol(ProtocolName name) {
    return switch (name) {
      case RANDOM -> new RandomProtocol.RandomSplit(share == null ? RANDOM_SHARE : share);
      case RRSS ->
          new RandomProtocol.RepeatedSubSampling(repeats, share == null ? RRSS_SHARE : share);
      case KFOLD -> new RandomProtocol.KFold(folds);
      case LOSO -> new SubjectProtocol.LeaveOneSubjectOut();
      case PAIRS -> new SubjectProtocol.SubjectPairs(false);
      case FOUR_SUBJECTS -> new SubjectProtocol.SubjectPairs(true);
      case UNKNOWN -> new SubjectProtocol.LeaveActivitiesOut(false);
      case UNKNOWN_GROUPS -> new SubjectProtocol.LeaveActivitiesOut(true);
    };
  }

  /** The seeds, each once. */
  List<Long> seeds(CommandSpec spec, long otherwise) {
    if (!seeds.isEmpty() && Usage.isGiven(spec, "--seed")) {
      throw new IllegalArgumentException("--seed and --seeds cannot be given together.");
    }
    return seeds.isEmpty() ? List.of(otherwise) : seeds.stream().distinct().toList();
  }

  /** Numbers of the parts to train on; all if empty. */
  List<Integer> only(ProtocolName name) {
    if (!subjects.isEmpty() && (name != ProtocolName.LOSO || !only.isEmpty())) {
      throw new IllegalArgumentException("--subject is for --protocol loso without --only.");
    }
    return subjects.isEmpty() ? only : subjects;
  }
}
