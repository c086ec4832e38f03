package dev.frameline.autoconfigure;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/** What a native image has to be told, and that there is no more of it. */
class FramelineRuntimeHintsTests {

	@Test
	void theFactoryMethodThatTheBinderCallsIsHinted() throws NoSuchMethodException {
		RuntimeHints hints = new RuntimeHints();
		new FramelineRuntimeHints().registerHints(hints, null);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Secret.class.getMethod("of", String.class)))
			.accepts(hints);
	}

	@Test
	void nothingOfFramelineUsesReflection() {
		JavaClasses classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
			.importPackages("dev.frameline");
		assertThat(classes.size()).isGreaterThan(100);
		noClasses().should().dependOnClassesThat().resideInAPackage("java.lang.reflect..").check(classes);
		noClasses().should().callMethod(Class.class, "forName", String.class).check(classes);
	}

}
