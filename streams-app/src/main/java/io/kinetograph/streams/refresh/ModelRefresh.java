package io.kinetograph.streams.refresh;

import io.kinetograph.streams.classify.ActivityModel;
import io.kinetograph.streams.classify.InvalidModelException;
import io.kinetograph.streams.classify.ModelFile;
import io.kinetograph.streams.classify.ModelLoader;
import io.kinetograph.streams.classify.ServingModel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the model file and puts what it finds into service, if it is another model and a good
 * one. The file is looked at and not listened to: network file systems and the volumes of
 * containers do not tell of changes.
 *
 * <p>A changed file is read once two looks have found it in the same state, so not while it is
 * written. Of a file that is refused nothing stays but a line in the log, a count and {@link
 * #lastRefusal}; the same content is refused only once. For one thread, but {@link #lastRefusal}.
 */
final class ModelRefresh {

  private static final Logger LOG = LoggerFactory.getLogger(ModelRefresh.class);

  private final Path file;
  private final ModelLoader loader;
  private final ServingModel serving;
  private final ModelMetrics metrics;

  /** Digests of the contents that have served, by the version they are called. */
  private final Map<String, String> served = new HashMap<>();

  private @Nullable FileState seen;
  private @Nullable FileState judged;
  private String refused = "";
  private volatile @Nullable Refusal lastRefusal;

  ModelRefresh(Path file, ModelLoader loader, ServingModel serving, ModelMetrics metrics) {
    this.file = file;
    this.loader = loader;
    this.serving = serving;
    this.metrics = metrics;
    ActivityModel model = serving.model();
    served.put(model.card().version(), model.digest());
  }

  /** The file that was refused last, whatever has been taken since. */
  Optional<Refusal> lastRefusal() {
    return Optional.ofNullable(lastRefusal);
  }

  /** Looks at the file once; throws nothing, which would end the looks without a word. */
  void look() {
    try {
      lookAndReport();
    } catch (RuntimeException | Error e) {
      // Such as when memory does not suffice for the report either.
      LOG.debug("{}", file, e);
    }
  }

  private void lookAndReport() {
    try {
      lookAndJudge();
    } catch (RuntimeException | Error e) {
      LOG.debug("{}", file, e);
      refuse(e.toString(), file + " cannot be loaded: " + e);
    }
  }

  private void lookAndJudge() {
    FileState now = FileState.of(file);
    boolean rests = now.equals(seen);
    seen = now;
    if (!rests || now.equals(judged)) {
      return;
    }
    ModelFile content;
    try {
      content = ModelFile.read(file);
    } catch (InvalidModelException e) {
      // It is tried again: a failing disk, or rights that are missing, may change unseen.
      refuse(String.valueOf(e.getMessage()), String.valueOf(e.getMessage()));
      return;
    }
    if (!FileState.of(file).equals(now)) {
      return;
    }
    judged = now;
    judge(content);
  }

  private void judge(ModelFile content) {
    if (content.digest().equals(serving.model().digest())) {
      refused = "";
      return;
    }
    if (content.digest().equals(refused)) {
      return;
    }
    try {
      take(loader.load(content));
    } catch (InvalidModelException e) {
      refuse(content.digest(), String.valueOf(e.getMessage()));
    }
  }

  private void take(ActivityModel next) {
    String version = next.card().version();
    String digest = next.digest();
    String known = served.getOrDefault(version, digest);
    if (!known.equals(digest)) {
      next.close();
      refuse(
          digest,
          "%s calls itself version %s, under which another content has served: labels could not be"
                  .formatted(file, version)
              + " told apart");
      return;
    }
    String before = serving.model().card().version();
    if (!serving.replace(next)) {
      return;
    }
    served.put(version, digest);
    refused = "";
    metrics.serves(next);
    metrics.taken();
    LOG.info("model {} serves in place of {}, from {}", version, before, file);
  }

  private void refuse(String what, String reason) {
    if (what.equals(refused)) {
      return;
    }
    refused = what;
    lastRefusal = new Refusal(Instant.now(), reason);
    metrics.refused();
    LOG.warn("model {} stays: {}", serving.model().card().version(), reason);
  }
}
