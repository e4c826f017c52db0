import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The smallest web application on the released Spring Boot; its answer shows that placeholders were filled in. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class SpringBootServer {
  public static void main(String[] args) {
    SpringApplication.run(SpringBootServer.class, args);
  }

  @RestController
  static class BaseUrl {
    private final Environment environment;

    BaseUrl(Environment environment) {
      this.environment = environment;
    }

    @GetMapping("/")
    String baseUrl() {
      return environment.getProperty("im.base-url", "");
    }
  }
}
