package dev.frameline.autoconfigure.container;

import dev.frameline.autoconfigure.FramelineConnectionDetails;
import dev.frameline.autoconfigure.Secret;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.testcontainers.containers.Container;

/** Follows the primary in a container that is annotated {@code @ServiceConnection(name = "frameline")}. */
class FramelineContainerConnectionDetailsFactory
		extends ContainerConnectionDetailsFactory<Container<?>, FramelineConnectionDetails> {

	FramelineContainerConnectionDetailsFactory() {
		super(PrimaryEnvironment.CONNECTION_NAME);
	}

	@Override
	protected FramelineConnectionDetails getContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
		return new InContainer(source);
	}

	/** Asks the container as late as it is asked itself, for a port is mapped once the container runs. */
	private static final class InContainer extends ContainerConnectionDetails<Container<?>>
			implements FramelineConnectionDetails {

		InContainer(ContainerConnectionSource<Container<?>> source) {
			super(source);
		}

		@Override
		public String getPrimaryUrl() {
			PrimaryEnvironment environment = environment();
			Container<?> container = getContainer();
			return environment.url(getSslBundle() != null, container.getHost(),
					container.getMappedPort(environment.port()));
		}

		@Override
		public @Nullable Secret getAuthToken() {
			return environment().token();
		}

		@Override
		public @Nullable Secret getEncryptionKey() {
			return environment().key();
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return super.getSslBundle();
		}

		private PrimaryEnvironment environment() {
			return new PrimaryEnvironment(getContainer().getEnvMap());
		}

	}

}
