package dev.frameline.autoconfigure.observation;

import dev.frameline.autoconfigure.observation.UpstreamObservation.HighCardinality;
import dev.frameline.autoconfigure.observation.UpstreamObservation.LowCardinality;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/** The names of {@link UpstreamObservation}. */
public class DefaultUpstreamObservationConvention implements UpstreamObservationConvention {

	@Override
	public String getName() {
		return UpstreamObservation.NAME;
	}

	@Override
	public String getContextualName(UpstreamContext context) {
		return "frameline " + context.getOperation();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(UpstreamContext context) {
		String outcome = context.getOutcome();
		return KeyValues.of(LowCardinality.DATABASE.withValue(context.getDatabase()),
				LowCardinality.OPERATION.withValue(context.getOperation()),
				LowCardinality.OUTCOME.withValue((outcome != null) ? outcome : KeyValue.NONE_VALUE));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(UpstreamContext context) {
		return KeyValues.of(HighCardinality.POSITION.withValue(context.getPosition().toString()));
	}

}
