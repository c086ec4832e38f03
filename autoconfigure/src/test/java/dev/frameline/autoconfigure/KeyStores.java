package dev.frameline.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Key stores that the JDK's own {@code keytool} makes for a test. Each holds a key with a certificate for 127.0.0.1,
 * which as a trust store it trusts.
 *
 * @param primary trusts the replica too
 * @param replica trusts the primary too
 * @param stranger knows nobody, and nobody knows it
 */
record KeyStores(Path primary, Path replica, Path stranger) {

	static final String PASSWORD = "changeit";

	static KeyStores in(Path directory) throws IOException, InterruptedException {
		KeyStores stores = new KeyStores(directory.resolve("primary.p12"), directory.resolve("replica.p12"),
				directory.resolve("stranger.p12"));
		for (Path store : List.of(stores.primary, stores.replica, stores.stranger)) {
			keytool(store, "-genkeypair", "-alias", "own", "-keyalg", "EC", "-dname", "CN=" + store.getFileName(), "-ext",
					"SAN=ip:127.0.0.1", "-validity", "2");
			keytool(store, "-exportcert", "-alias", "own", "-file", certificate(store));
		}
		keytool(stores.primary, "-importcert", "-noprompt", "-alias", "other", "-file", certificate(stores.replica));
		keytool(stores.replica, "-importcert", "-noprompt", "-alias", "other", "-file", certificate(stores.primary));
		return stores;
	}

	/** What makes a bundle of a store's key and of what a store trusts. */
	static List<String> bundle(String name, Path key, Path trust) {
		String bundle = "--spring.ssl.bundle.jks." + name;
		return List.of(bundle + ".keystore.location=file:" + key, bundle + ".keystore.password=" + PASSWORD,
				bundle + ".truststore.location=file:" + trust, bundle + ".truststore.password=" + PASSWORD);
	}

	private static String certificate(Path store) {
		return store + ".crt";
	}

	private static void keytool(Path store, String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
		command.addAll(List.of(arguments));
		command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor()).as(output).isZero();
	}

}
