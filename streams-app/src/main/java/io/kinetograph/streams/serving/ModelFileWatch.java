// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.serving;

import io.kinetograph.inference.InferenceException;
import io.kinetograph.inference.InvalidModelException;
import io.kinetograph.inference.LogitsModel;
import io.kinetograph.inference.ModelFile;
import io.kinetograph.inference.UnusableDeviceException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls the model file and puts a new, valid model into service. It polls because network file
 * systems and container volumes do not report changes.
 *
 * <p>A changed file is read when two polls have found the same state, to avoid reading it while it
 * is written. A rejected file leaves only a line in the log, a count and {@link #lastRejection};
 * the same content is rejected once. It is tried again when the file is written again and, if
 * something else than its content may be the reason, at growing intervals. For one thread, except
 * {@link #lastRejection}.
 */
final class ModelFileWatch {

  private static final Logger LOG = LoggerFactory.getLogger(ModelFileWatch.class);

  /** With the default interval, about 40 minutes. */
  private static final int MOST_LOOKS_BETWEEN_TRIALS = 256;

  private final Path file;
  private final Loader loader;
  private final ServingModel serving;
  private final ModelMetrics metrics;

  /** The digest of the model file that has served under each version. */
  private final Map<String, String> servedDigests = new HashMap<>();

  private @Nullable FileState seen;
  private @Nullable FileState checked;

  /** How often to look at the same file before it is tried again; 0 if it is not. */
  private int looksUntilTrial;

  private int looksBetweenTrials;
  private String rejected = "";
  private String reportedReason = "";
  private volatile @Nullable Rejection lastRejection;

  ModelFileWatch(Path file, Loader loader, ServingModel serving, ModelMetrics metrics) {
    this.file = file;
    this.loader = loader;
    this.serving = serving;
    this.metrics = metrics;
    LogitsModel model = serving.model();
    servedDigests.put(model.card().version(), model.digest());
  }

  /** Loads the model of a file. */
  interface Loader {
    LogitsModel load(ModelFile file) throws InvalidModelException;
  }

  /**
   * A file that was not put into service.
   *
   * @param wallTime when it was rejected
   * @param reason why, in one line
   */
  record Rejection(Instant wallTime, String reason) {}

  /** The last rejection, even if another file has been put into service since. */
  Optional<Rejection> lastRejection() {
    return Optional.ofNullable(lastRejection);
  }

  /**
   * Polls the file once. It throws nothing, because an exception would silently end the schedule.
   */
  void look() {
    try {
      lookAndReport();
    } catch (RuntimeException | Error e) {
      // For example if there is not enough memory to report either.
      LOG.debug("{}", file, e);
    }
  }

  private void lookAndReport() {
    try {
      poll();
    } catch (RuntimeException | Error e) {
      LOG.debug("{}", file, e);
      reject(e.toString(), file + " cannot be loaded: " + e);
    }
  }

  private void poll() {
    FileState now = FileState.of(file);
    boolean unchanged = now.equals(seen);
    seen = now;
    if (!unchanged || (now.equals(checked) && !isTrialDue())) {
      return;
    }
    // If the file cannot be read now, it is tried again at the next poll.
    looksUntilTrial = 1;
    ModelFile content;
    try {
      content = ModelFile.read(file);
    } catch (InvalidModelException e) {
      // Tried again at each poll: a failing disk or missing rights may change unseen.
      reject(String.valueOf(e.getMessage()), String.valueOf(e.getMessage()));
      return;
    }
    if (!FileState.of(file).equals(now)) {
      return;
    }
    if (!now.equals(checked)) {
      looksBetweenTrials = 0;
      if (content.digest().equals(rejected)) {
        LOG.info("{} has been written again, with the rejected content; trying it again", file);
        reportedReason = "";
      }
    }
    looksUntilTrial = 0;
    checked = now;
    replaceBy(content);
  }

  /** Counts a look at a file that was checked before. */
  private boolean isTrialDue() {
    return looksUntilTrial > 0 && --looksUntilTrial == 0;
  }

  private void replaceBy(ModelFile content) {
    if (content.digest().equals(serving.model().digest())) {
      rejected = "";
      return;
    }
    try {
      serve(loader.load(content));
    } catch (InvalidModelException | RuntimeException | Error e) {
      LOG.debug("{}", file, e);
      String reason =
          e instanceof InvalidModelException
              ? String.valueOf(e.getMessage())
              : file + " cannot be loaded: " + e;
      if (mayPass(e)) {
        looksBetweenTrials =
            Math.min(Math.max(1, 2 * looksBetweenTrials), MOST_LOOKS_BETWEEN_TRIALS);
        looksUntilTrial = looksBetweenTrials;
        reason += "; the app tries it again";
      }
      reject(content.digest(), reason);
    }
  }

  /**
   * Whether the same content may be loaded later: memory or a device may be used up for a while.
   */
  private static boolean mayPass(Throwable failure) {
    return !(failure instanceof InvalidModelException)
        || failure instanceof UnusableDeviceException
        || failure.getCause() instanceof InferenceException;
  }

  private void serve(LogitsModel next) {
    String version = next.card().version();
    String digest = next.digest();
    String known = servedDigests.getOrDefault(version, digest);
    if (!known.equals(digest)) {
      next.close();
      reject(
          digest,
          "%s has version %s, but another model file with this version has been in use, and users"
                  .formatted(file, version)
              + " could not distinguish their labels; give the file a new version");
      return;
    }
    String before = serving.model().card().version();
    if (!serving.replace(next)) {
      return;
    }
    servedDigests.put(version, digest);
    rejected = "";
    metrics.serves(next);
    metrics.taken();
    LOG.info("model {} serves in place of {}, from {}", version, before, file);
  }

  /**
   * @param content identifies what is rejected, so that it is counted once, and reported once for
   *     each reason
   */
  private void reject(String content, String reason) {
    boolean isNew = !content.equals(rejected);
    if (!isNew && reason.equals(reportedReason)) {
      return;
    }
    rejected = content;
    reportedReason = reason;
    lastRejection = new Rejection(Instant.now(), reason);
    if (isNew) {
      metrics.rejected();
    }
    LOG.warn("model {} stays: {}", serving.model().card().version(), reason);
  }

  /**
   * The state of a file, which shows without reading it that it was written or replaced. All
   * symbolic links are followed, because Kubernetes updates a ConfigMap by changing the link of a
   * folder above.
   *
   * @param attributes size, times and, where they exist, the file's number; or the error
   */
  private record FileState(Map<String, Object> attributes) {

    private static final String ATTRIBUTES =
        FileSystems.getDefault().supportedFileAttributeViews().contains("unix")
            ? "unix:size,lastModifiedTime,ctime,ino,dev"
            : "size,lastModifiedTime,creationTime,fileKey";

    static FileState of(Path file) {
      try {
        return new FileState(Files.readAttributes(file, ATTRIBUTES));
      } catch (IOException e) {
        return new FileState(Map.of("failure", e.toString()));
      }
    }
  }
}
