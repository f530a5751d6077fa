package io.kinetograph.trainer.dataset;

import io.kinetograph.recordings.dataset.SegmentId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/** A rule for what is kept back from training. */
public sealed interface Holdout {

  /**
   * Splits a data set.
   *
   * @throws IllegalArgumentException if the data cannot be split so
   */
  Split split(DataSet data);

  /** The form that {@link #parse} reads. */
  String text();

  /**
   * Reads {@code random:SHARE}, {@code subject:NUMBER} or {@code none}.
   *
   * @param seed decides what a random split keeps back
   * @throws IllegalArgumentException if the text is none of them
   */
  static Holdout parse(String text, long seed) {
    String[] parts = text.toLowerCase(Locale.ROOT).split(":", 2);
    String value = parts.length == 2 ? parts[1] : "";
    try {
      if (parts[0].equals("random")) {
        return new AtRandom(Double.parseDouble(value), seed);
      } else if (parts[0].equals("subject")) {
        return new OneSubject(Integer.parseInt(value));
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "': '" + value + "' is not a number", e);
    }
    if (text.equals("none")) {
      return new Nothing();
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not random:SHARE, subject:NUMBER or none");
  }

  /**
   * A share of every activity's segments, drawn at random. Neighbouring seconds of one recording
   * come to lie on both sides, so this tells what to expect of wearers that the model has seen.
   *
   * @param share above 0 and below 1
   * @param seed the same split comes from the same seed
   */
  record AtRandom(double share, long seed) implements Holdout {

    /** Checks the share. */
    public AtRandom {
      if (!(share > 0 && share < 1)) {
        throw new IllegalArgumentException("share " + share + " is not between 0 and 1");
      }
    }

    @Override
    public Split split(DataSet data) {
      Random random = new Random(seed);
      Set<SegmentId> held = new HashSet<>();
      for (int activity : data.activities()) {
        List<SegmentId> ids =
            new ArrayList<>(
                data.where(id -> id.activity() == activity).segments().stream()
                    .map(RecordedSegment::id)
                    .toList());
        Collections.shuffle(ids, random);
        held.addAll(ids.subList(0, (int) Math.round(share * ids.size())));
      }
      return new Split(data.where(id -> !held.contains(id)), data.where(held::contains));
    }

    @Override
    public String text() {
      return "random:" + share;
    }
  }

  /**
   * Everything of one subject: what to expect of a new wearer.
   *
   * @param subject whose
   */
  record OneSubject(int subject) implements Holdout {

    @Override
    public Split split(DataSet data) {
      if (!data.subjects().contains(subject) || data.subjects().size() < 2) {
        throw new IllegalArgumentException(
            "subject %d cannot be held back from %s"
                .formatted(subject, new Subjects(data.subjects())));
      }
      return new Split(
          data.where(id -> id.subject() != subject), data.where(id -> id.subject() == subject));
    }

    @Override
    public String text() {
      return "subject:" + subject;
    }
  }

  /** Nothing: all is learned from. */
  record Nothing() implements Holdout {

    @Override
    public Split split(DataSet data) {
      return new Split(data, new DataSet(List.of()));
    }

    @Override
    public String text() {
      return "none";
    }
  }
}
