package io.kinetograph.streams.classify;

import io.kinetograph.imaging.segment.Segment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The model that serves, which may be replaced while it does. Classifiers made here outlive a
 * model: each call is of the model that serves when the call begins, so a batch is of one model and
 * a model is closed once the last call in it has returned. Classifiers that a thread makes share
 * one predictor and its buffers. May be used by several threads.
 */
public final class ServingModel implements AutoCloseable {

  private final Object lock = new Object();
  private final Map<Thread, ThreadShare> shares = new HashMap<>();
  private @Nullable Use current;
  private ActivityModel last;

  /**
   * Serves a model.
   *
   * @param model closed by this object from now on
   */
  public ServingModel(ActivityModel model) {
    this.current = new Use(model);
    this.last = model;
  }

  /** The model that serves or, once closed, that served last; to look at, not to run or close. */
  public ActivityModel model() {
    synchronized (lock) {
      return last;
    }
  }

  /**
   * Makes another model serve, from each thread's next batch on. The one before is closed once no
   * thread is in it.
   *
   * @param next closed by this object from now on
   * @return whether it serves: not if this object has been closed, and the model with it
   */
  public boolean replace(ActivityModel next) {
    Use before;
    synchronized (lock) {
      before = current;
      if (before != null) {
        current = new Use(next);
        last = next;
      }
    }
    if (before == null) {
      next.close();
      return false;
    }
    before.release();
    return true;
  }

  /**
   * Makes a classifier for the thread that asks. It shares a predictor with the thread's others;
   * close it to let go of it.
   */
  public SegmentClassifier newClassifier() {
    synchronized (lock) {
      ThreadShare share =
          shares.computeIfAbsent(Thread.currentThread(), thread -> new ThreadShare(thread));
      share.holders++;
      return new SharedClassifier(share);
    }
  }

  private Use enter() {
    synchronized (lock) {
      if (current == null) {
        throw new IllegalStateException("the model has been closed");
      }
      current.users++;
      return current;
    }
  }

  /** Lets the model go; it is closed once no thread is in it. */
  @Override
  public void close() {
    Use before;
    synchronized (lock) {
      before = current;
      current = null;
    }
    if (before != null) {
      before.release();
    }
  }

  /** A model and who is in it: the calls under way, and this object as long as it serves. */
  private final class Use {

    private final ActivityModel model;
    private int users = 1;

    Use(ActivityModel model) {
      this.model = model;
    }

    void release() {
      boolean unused;
      synchronized (lock) {
        unused = --users == 0;
      }
      if (unused) {
        model.close();
      }
    }
  }

  /**
   * What the classifiers of a thread share. Kafka Streams closes a task on the thread that made it,
   * so there is never anyone to wait for: the lock is there in case it ever does not.
   */
  private final class ThreadShare {

    private final Thread thread;
    private int holders;
    private @Nullable Use use;
    private @Nullable SegmentClassifier classifier;

    ThreadShare(Thread thread) {
      this.thread = thread;
    }

    synchronized List<Classification> classify(List<Segment> segments) {
      Use entered = enter();
      try {
        SegmentClassifier classifier = this.classifier;
        if (classifier == null || entered != use) {
          // One of a model that has been replaced is closed with it, if not by now.
          closeClassifier();
          classifier = entered.model.newClassifier();
          this.classifier = classifier;
          use = entered;
        }
        return classifier.classify(segments);
      } finally {
        entered.release();
      }
    }

    void letGo() {
      boolean unused;
      synchronized (lock) {
        unused = --holders == 0;
        if (unused) {
          shares.remove(thread);
        }
      }
      if (unused) {
        closeClassifier();
      }
    }

    private synchronized void closeClassifier() {
      if (classifier != null) {
        classifier.close();
        classifier = null;
        use = null;
      }
    }
  }

  private static final class SharedClassifier implements SegmentClassifier {

    private final ThreadShare share;
    private boolean closed;

    SharedClassifier(ThreadShare share) {
      this.share = share;
    }

    @Override
    public List<Classification> classify(List<Segment> segments) {
      return share.classify(segments);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        share.letGo();
      }
    }
  }
}
