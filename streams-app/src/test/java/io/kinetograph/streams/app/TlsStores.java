package io.kinetograph.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A self-signed certificate of localhost, and who trusts it, made by the JDK's keytool. */
record TlsStores(Path keys, Path trust, String password) {

  /** Makes the stores in the folder. */
  static TlsStores make(Path folder, String name, String password) throws Exception {
    Path keys = folder.resolve(name + ".p12");
    Path trust = folder.resolve(name + "-trust.p12");
    Path certificate = folder.resolve(name + ".pem");
    String[] keyStore = {"-keystore", keys.toString(), "-storepass", password, "-alias", name};
    keytool(
        keyStore,
        "-genkeypair",
        "-keyalg",
        "EC",
        "-storetype",
        "PKCS12",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost,ip:127.0.0.1");
    keytool(keyStore, "-exportcert", "-rfc", "-file", certificate.toString());
    keytool(
        new String[] {"-keystore", trust.toString(), "-storepass", password, "-alias", name},
        "-importcert",
        "-noprompt",
        "-storetype",
        "PKCS12",
        "-file",
        certificate.toString());
    return new TlsStores(keys, trust, password);
  }

  private static void keytool(String[] store, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    Collections.addAll(command, options);
    Collections.addAll(command, store);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).inheritIO().start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as("%s", command).isZero();
  }
}
