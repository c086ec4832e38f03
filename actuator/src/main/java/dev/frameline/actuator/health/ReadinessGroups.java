package dev.frameline.actuator.health;

import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.AdditionalPathsMapper;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;

/**
 * The groups with a contributor that belongs to {@code readiness} for some time. Boot reads the additional paths of the
 * probes ({@code /readyz}) off the groups themselves, so these go on telling them.
 */
final class ReadinessGroups implements HealthEndpointGroups, AdditionalPathsMapper {

	private static final String READINESS = "readiness";

	private final HealthEndpointGroups groups;

	private final String contributor;

	private final BooleanSupplier belongs;

	/** @param belongs asked at each request */
	ReadinessGroups(HealthEndpointGroups groups, String contributor, BooleanSupplier belongs) {
		this.groups = groups;
		this.contributor = contributor;
		this.belongs = belongs;
	}

	@Override
	public HealthEndpointGroup getPrimary() {
		return this.groups.getPrimary();
	}

	@Override
	public Set<String> getNames() {
		return this.groups.getNames();
	}

	@Override
	public @Nullable HealthEndpointGroup get(String name) {
		HealthEndpointGroup group = this.groups.get(name);
		return (group != null && READINESS.equals(name)) ? new ReadinessGroup(group) : group;
	}

	@Override
	public @Nullable List<String> getAdditionalPaths(EndpointId endpoint, WebServerNamespace namespace) {
		return (this.groups instanceof AdditionalPathsMapper mapper) ? mapper.getAdditionalPaths(endpoint, namespace)
				: null;
	}

	private final class ReadinessGroup implements HealthEndpointGroup {

		private final HealthEndpointGroup group;

		ReadinessGroup(HealthEndpointGroup group) {
			this.group = group;
		}

		@Override
		public boolean isMember(String name) {
			boolean added = ReadinessGroups.this.contributor.equals(name) && ReadinessGroups.this.belongs.getAsBoolean();
			return added || this.group.isMember(name);
		}

		@Override
		public boolean showComponents(SecurityContext securityContext) {
			return this.group.showComponents(securityContext);
		}

		@Override
		public boolean showDetails(SecurityContext securityContext) {
			return this.group.showDetails(securityContext);
		}

		@Override
		public StatusAggregator getStatusAggregator() {
			return this.group.getStatusAggregator();
		}

		@Override
		public HttpCodeStatusMapper getHttpCodeStatusMapper() {
			return this.group.getHttpCodeStatusMapper();
		}

		@Override
		public @Nullable AdditionalHealthEndpointPath getAdditionalPath() {
			return this.group.getAdditionalPath();
		}

	}

}
