import java.io.FileInputStream;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Judges a path by Java's PKIX validator. Arguments: the anchor, the path (leaf first, without the anchor), and revocation
 * lists, all in PEM; with lists, every certificate must be covered by one. Prints "valid", or why it is not.
 */
public class PathJudge {
  public static void main(String[] args) throws Exception {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    X509Certificate anchor;
    try (FileInputStream file = new FileInputStream(args[0])) {
      anchor = (X509Certificate) factory.generateCertificate(file);
    }
    List<Certificate> path = new ArrayList<>();
    try (FileInputStream file = new FileInputStream(args[1])) {
      path.addAll(factory.generateCertificates(file));
    }
    List<Object> lists = new ArrayList<>();
    for (int index = 2; index < args.length; index++) {
      try (FileInputStream file = new FileInputStream(args[index])) {
        lists.add(factory.generateCRL(file));
      }
    }
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
    parameters.setRevocationEnabled(!lists.isEmpty());
    parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
    try {
      CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(path), parameters);
      System.out.println("valid");
    } catch (CertPathValidatorException refused) {
      System.out.println("not valid: " + refused.getReason() + ": " + refused.getMessage());
    }
  }
}
