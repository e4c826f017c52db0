import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import sun.security.util.HostnameChecker;

/** Says whether Java's TLS would take a certificate for a host: {@code HostCheck CERTIFICATE HOST}. */
class HostCheck {
  public static void main(String[] args) throws Exception {
    try (var in = Files.newInputStream(Path.of(args[0]))) {
      var certificate = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      HostnameChecker.getInstance(HostnameChecker.TYPE_TLS).match(args[1], certificate);
      System.out.println("OK");
    }
  }
}
