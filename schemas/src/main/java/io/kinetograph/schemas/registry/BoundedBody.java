// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.schemas.registry;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Reads a response body up to a limit and cancels the rest. */
final class BoundedBody implements BodySubscriber<byte[]> {

  private final BodySubscriber<byte[]> body = BodySubscribers.ofByteArray();
  private int remaining;
  private @Nullable Subscription subscription;

  private BoundedBody(int limit) {
    this.remaining = limit;
  }

  /**
   * A body handler with a limit.
   *
   * @param limit the most bytes to read; the last buffer may exceed it
   */
  static BodyHandler<byte[]> upTo(int limit) {
    return response -> new BoundedBody(limit);
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body.getBody();
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    this.subscription = subscription;
    body.onSubscribe(subscription);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (remaining < 0) {
      return;
    }
    for (ByteBuffer buffer : buffers) {
      remaining -= buffer.remaining();
    }
    body.onNext(buffers);
    if (remaining < 0 && subscription != null) {
      subscription.cancel();
      body.onComplete();
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.onError(failure);
  }

  @Override
  public void onComplete() {
    body.onComplete();
  }
}
