import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.RC2ParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts one block with RC2 for each line of a file: key, effective bits and block. Prints one result for each. */
public class Rc2Encrypt {
  public static void main(String[] args) throws Exception {
    HexFormat hex = HexFormat.of();
    Cipher cipher = Cipher.getInstance("RC2/ECB/NoPadding");
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      String[] words = line.split(" ");
      SecretKeySpec key = new SecretKeySpec(hex.parseHex(words[0]), "RC2");
      cipher.init(Cipher.ENCRYPT_MODE, key, new RC2ParameterSpec(Integer.parseInt(words[1])));
      System.out.println(hex.formatHex(cipher.doFinal(hex.parseHex(words[2]))));
    }
  }
}
