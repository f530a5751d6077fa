package io.kinetograph.streams.segment;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Goes through the stored wearers, a few at a time, deletes those long gone, counts the others. */
final class EvictionScan {

  private final KeyValueStore<String, byte[]> nextStarts;
  private boolean going;
  private @Nullable String last;
  private int kept;

  EvictionScan(KeyValueStore<String, byte[]> nextStarts) {
    this.nextStarts = nextStarts;
  }

  /** Begins at the first one, if no round is under way. */
  void beginRound() {
    if (!going) {
      going = true;
      last = null;
      kept = 0;
    }
  }

  boolean isRoundOver() {
    return !going;
  }

  /**
   * Looks at the next wearers.
   *
   * @param most how many
   * @param isGone whether nothing is to be kept of a wearer
   */
  void goOn(int most, BiPredicate<String, WearerProgress> isGone) {
    List<String> gone = new ArrayList<>();
    int seen = 0;
    try (KeyValueIterator<String, byte[]> wearers = nextStarts.range(last, null)) {
      while (wearers.hasNext() && seen < most) {
        KeyValue<String, byte[]> wearer = wearers.next();
        if (wearer.key.equals(last)) {
          continue;
        }
        seen++;
        last = wearer.key;
        if (isGone.test(wearer.key, WearerProgress.fromBytes(wearer.value))) {
          gone.add(wearer.key);
        } else {
          kept++;
        }
      }
      going = wearers.hasNext();
    }
    gone.forEach(nextStarts::delete);
  }

  /** How many wearers this round has left in the store so far. */
  int kept() {
    return kept;
  }
}
