package dev.frameline.autoconfigure.container;

import dev.frameline.autoconfigure.FramelineConnectionDetails;
import dev.frameline.autoconfigure.Secret;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.ssl.SslBundle;

/** Follows the primary in a service with the label {@code org.springframework.boot.service-connection: frameline}. */
class FramelineDockerComposeConnectionDetailsFactory
		extends DockerComposeConnectionDetailsFactory<FramelineConnectionDetails> {

	FramelineDockerComposeConnectionDetailsFactory() {
		super(PrimaryEnvironment.CONNECTION_NAME);
	}

	@Override
	protected FramelineConnectionDetails getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
		return new InService(source.getRunningService());
	}

	private static final class InService extends DockerComposeConnectionDetails implements FramelineConnectionDetails {

		private final PrimaryEnvironment environment;

		private final @Nullable SslBundle sslBundle;

		private final String url;

		InService(RunningService service) {
			super(service);
			this.environment = new PrimaryEnvironment(service.env());
			this.sslBundle = getSslBundle(service);
			this.url = this.environment.url(this.sslBundle != null, service.host(),
					service.ports().get(this.environment.port()));
		}

		@Override
		public String getPrimaryUrl() {
			return this.url;
		}

		@Override
		public @Nullable Secret getAuthToken() {
			return this.environment.token();
		}

		@Override
		public @Nullable Secret getEncryptionKey() {
			return this.environment.key();
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return this.sslBundle;
		}

	}

}
