import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * What Java sees in a keystore. Arguments: type of the keystore, file, password, and for a truststore a chain in PEM that
 * its TrustManager is to judge as a server's. Prints one line for each entry: kind, alias, SHA-256 of the key's encoding,
 * SHA-256 of each certificate; then one for each issuer that the TrustManager accepts.
 */
public class KeystoreFacts {
  public static void main(String[] args) throws Exception {
    char[] password = args[2].toCharArray();
    KeyStore store = KeyStore.getInstance(args[0]);
    try (FileInputStream in = new FileInputStream(args[1])) {
      store.load(in, password);
    }
    for (String alias : new java.util.TreeSet<>(java.util.Collections.list(store.aliases()))) {
      List<String> line = new ArrayList<>();
      line.add(store.isKeyEntry(alias) ? "key" : "certificate");
      line.add(alias);
      if (store.isKeyEntry(alias)) {
        Key key = store.getKey(alias, password);
        line.add(sha256(key.getEncoded()));
        // A secret key has none.
        Certificate[] chain = store.getCertificateChain(alias);
        for (Certificate certificate : chain == null ? new Certificate[0] : chain) line.add(sha256(certificate.getEncoded()));
      } else {
        line.add(sha256(store.getCertificate(alias).getEncoded()));
      }
      System.out.println(String.join("\t", line));
    }
    if (args.length > 3) judge(store, Files.readAllBytes(Path.of(args[3])));
  }

  private static void judge(KeyStore store, byte[] pem) throws Exception {
    TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    X509TrustManager manager = (X509TrustManager) factory.getTrustManagers()[0];
    for (X509Certificate issuer : manager.getAcceptedIssuers())
      System.out.println("issuer\t" + sha256(issuer.getEncoded()));
    var chain = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
    manager.checkServerTrusted(chain.toArray(X509Certificate[]::new), "ECDHE_ECDSA");
    System.out.println("trusted");
  }

  private static String sha256(byte[] octets) throws Exception {
    return String.format("%064x", new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(octets)));
  }
}
