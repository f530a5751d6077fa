// SPDX-License-Identifier: Apache-2.0
package io.kinetograph.streams.liveness;

import java.lang.reflect.Proxy;
import org.apache.kafka.clients.admin.Admin;

/** A client whose every call ends with an error that is no exception. */
public final class FailingAdmin {

  private FailingAdmin() {}

  /** A client; it need not be closed. */
  public static Admin create() {
    return (Admin)
        Proxy.newProxyInstance(
            FailingAdmin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) -> {
              throw new NoClassDefFoundError("made to fail");
            });
  }
}
