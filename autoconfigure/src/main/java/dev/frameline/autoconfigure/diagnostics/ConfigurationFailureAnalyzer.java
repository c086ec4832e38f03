package dev.frameline.autoconfigure.diagnostics;

import dev.frameline.autoconfigure.FramelineConfigurationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/** Explains settings that cannot be honoured; before Boot's own analysis of the binding, which would only quote it. */
@Order(0)
class ConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<FramelineConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, FramelineConfigurationException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.action(), rootFailure);
	}

}
