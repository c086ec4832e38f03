package dev.frameline.autoconfigure.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** Names pulls and pushes and what they carry. A bean of this type replaces {@link DefaultUpstreamObservationConvention}. */
public interface UpstreamObservationConvention extends ObservationConvention<UpstreamContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof UpstreamContext;
	}

}
