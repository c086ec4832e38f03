package dev.frameline.autoconfigure.observation;

import java.util.Locale;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/** The observation, and what it carries. */
public enum UpstreamObservation implements ObservationDocumentation {

	/** A pull, for as long as the primary holds it, or one attempt to push a commit. */
	UPSTREAM;

	static final String NAME = "frameline.upstream";

	@Override
	public String getName() {
		return NAME;
	}

	@Override
	public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
		return DefaultUpstreamObservationConvention.class;
	}

	@Override
	public KeyName[] getLowCardinalityKeyNames() {
		return LowCardinality.values();
	}

	@Override
	public KeyName[] getHighCardinalityKeyNames() {
		return HighCardinality.values();
	}

	/** Few values each: tags of meters. */
	public enum LowCardinality implements KeyName {

		/** The database's name. */
		DATABASE,

		/** {@code pull} or {@code push}. */
		OPERATION,

		/** What the primary answered; {@code none} if it did not. */
		OUTCOME;

		@Override
		public String asString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/** Many values: for traces only. */
	public enum HighCardinality implements KeyName {

		/** Where the node stood, as {@code generation:frame}. */
		POSITION {

			@Override
			public String asString() {
				return "frameline.position";
			}

		}

	}

}
