import java.net.URL;
import javax.net.ssl.HttpsURLConnection;

/** Fetches URL with nothing but the runtime's own trust (lib/security/cacerts) and says how that went. */
public class TlsClient {
  public static void main(String[] args) throws Exception {
    HttpsURLConnection connection = (HttpsURLConnection) new URL(args[0]).openConnection();
    connection.setConnectTimeout(10_000);
    connection.setReadTimeout(10_000);
    try {
      System.out.printf("answered %d%n", connection.getResponseCode());
    } catch (Exception refused) {
      System.out.printf("refused: %s%n", refused);
    }
  }
}
