package dev.frameline.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

/** The primary that {@code frameline.primary} names. */
class PropertiesFramelineConnectionDetails implements FramelineConnectionDetails {

	private final FramelineProperties.Primary primary;

	private final @Nullable SslBundles bundles;

	PropertiesFramelineConnectionDetails(FramelineProperties.Primary primary, @Nullable SslBundles bundles) {
		this.primary = primary;
		this.bundles = bundles;
	}

	@Override
	public String getPrimaryUrl() {
		return String.valueOf(this.primary.url());
	}

	@Override
	public @Nullable Secret getAuthToken() {
		return this.primary.authToken();
	}

	@Override
	public @Nullable Secret getEncryptionKey() {
		return this.primary.encryptionKey();
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		String name = this.primary.ssl().bundle();
		if (!StringUtils.hasText(name)) {
			return null;
		}
		if (this.bundles == null) {
			throw unknown(name, "this application has no SslBundles", null);
		}
		try {
			return this.bundles.getBundle(name);
		}
		catch (NoSuchSslBundleException ex) {
			String known = this.bundles.getBundleNames().isEmpty() ? "none is defined"
					: "defined are " + String.join(", ", this.bundles.getBundleNames());
			throw unknown(name, known, ex);
		}
	}

	private static FramelineConfigurationException unknown(String name, String known, @Nullable Exception cause) {
		FramelineConfigurationException unknown = new FramelineConfigurationException(
				"frameline.primary.ssl.bundle names the SSL bundle '" + name + "', and there is none of that name: " + known,
				"Define it under spring.ssl.bundle.pem." + name + " or spring.ssl.bundle.jks." + name
						+ ", or set frameline.primary.ssl.bundle to the name of one that is defined.");
		if (cause != null) {
			unknown.initCause(cause);
		}
		return unknown;
	}

}
