package dev.frameline.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/** Matches when there is a primary to follow; an empty URL, as an unset variable leaves it, is none. */
class OnReplicaCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Frameline replica");
		return StringUtils.hasText(context.getEnvironment().getProperty("frameline.primary.url"))
				? ConditionOutcome.match(message.foundExactly("frameline.primary.url"))
				: ConditionOutcome.noMatch(message.because("frameline.primary.url is not set"));
	}

}
