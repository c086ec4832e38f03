package dev.frameline;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

@AnalyzeClasses(packages = "dev.frameline", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTests {

	@ArchTest
	static final ArchRule dependenciesPointDown = layeredArchitecture().consideringOnlyDependenciesInLayers()
		.layer("node")
		.definedBy("dev.frameline.node")
		.layer("jdbc")
		.definedBy("dev.frameline.jdbc")
		.layer("roles")
		.definedBy("dev.frameline.replica", "dev.frameline.primary")
		.layer("write")
		.definedBy("dev.frameline.write")
		.layer("lease")
		.definedBy("dev.frameline.lease")
		.layer("log")
		.definedBy("dev.frameline.log..")
		.layer("database")
		.definedBy("dev.frameline.database")
		.layer("wal")
		.definedBy("dev.frameline.wal")
		.layer("world")
		.definedBy("dev.frameline.world")
		.whereLayer("node")
		.mayNotBeAccessedByAnyLayer()
		.whereLayer("jdbc")
		.mayOnlyBeAccessedByLayers("node")
		.whereLayer("roles")
		.mayOnlyBeAccessedByLayers("node")
		.whereLayer("write")
		.mayOnlyBeAccessedByLayers("node", "jdbc", "roles")
		.whereLayer("lease")
		.mayOnlyBeAccessedByLayers("node", "write")
		.whereLayer("log")
		.mayOnlyBeAccessedByLayers("node", "roles", "write", "lease")
		.whereLayer("database")
		.mayOnlyBeAccessedByLayers("node", "jdbc", "roles", "write", "lease", "log")
		.whereLayer("wal")
		.mayOnlyBeAccessedByLayers("node", "roles", "write", "log", "database");

	@ArchTest
	static final ArchRule thePrimaryAndTheReplicaDoNotKnowEachOther = noClasses().that()
		.resideInAPackage("dev.frameline.primary")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("dev.frameline.replica");

	@ArchTest
	static final ArchRule theReplicaDoesNotKnowThePrimary = noClasses().that()
		.resideInAPackage("dev.frameline.replica")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("dev.frameline.primary");

	@ArchTest
	static final ArchRule theEngineKnowsNoFrameworkAndNoHttp = noClasses().should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework..", "java.net.http..", "jakarta..", "reactor..");

	@ArchTest
	static final ArchRule theEngineStartsNoThreadAndReadsNoClock = noClasses().that()
		.resideOutsideOfPackage("dev.frameline.world")
		.should()
		.callConstructor(Thread.class, Runnable.class)
		.orShould()
		.callMethod(Thread.class, "sleep", long.class)
		.orShould()
		.callMethod(System.class, "currentTimeMillis")
		.orShould()
		.callMethod(System.class, "nanoTime");

}
