package dev.frameline.demo;

import java.nio.file.Path;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The notes application. With {@code --spring.profiles.active=primary} or {@code replica} it is one node; without
 * arguments it shows a primary and two replicas in one process.
 */
@SpringBootApplication
public class NotesApplication {

	public static void main(String[] args) {
		if (args.length == 0) {
			Showcase showcase = Showcase.start(Path.of("data"), 8080, 8081, 8082);
			System.out.println(showcase.whatToTry());
		}
		else {
			SpringApplication.run(NotesApplication.class, args);
		}
	}

}
