package dev.frameline.simulation;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

@AnalyzeClasses(packages = "dev.frameline.simulation")
class LayersTests {

	@ArchTest
	static final ArchRule dependenciesPointDown = layeredArchitecture().consideringOnlyDependenciesInLayers()
		.layer("run")
		.definedBy("dev.frameline.simulation")
		.layer("faults")
		.definedBy("dev.frameline.simulation.faults")
		.layer("workload")
		.definedBy("dev.frameline.simulation.workload")
		.layer("cluster")
		.definedBy("dev.frameline.simulation.cluster")
		.layer("network")
		.definedBy("dev.frameline.simulation.network")
		.layer("disk")
		.definedBy("dev.frameline.simulation.disk")
		.layer("world")
		.definedBy("dev.frameline.simulation.world")
		.whereLayer("run")
		.mayNotBeAccessedByAnyLayer()
		.whereLayer("faults")
		.mayOnlyBeAccessedByLayers("run")
		.whereLayer("workload")
		.mayOnlyBeAccessedByLayers("run", "faults")
		.whereLayer("cluster")
		.mayOnlyBeAccessedByLayers("run", "faults", "workload")
		.whereLayer("network")
		.mayOnlyBeAccessedByLayers("run", "faults", "cluster")
		.whereLayer("disk")
		.mayOnlyBeAccessedByLayers("run", "faults", "workload", "cluster");

	@ArchTest
	static final ArchRule theCheckerKnowsNothingButHistories = noClasses().that()
		.resideInAPackage("dev.frameline.simulation.history")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("dev.frameline.simulation.world..", "dev.frameline.simulation.cluster..",
				"dev.frameline.simulation.workload..", "dev.frameline.node..", "dev.frameline.log..");

	@ArchTest
	static final ArchRule nothingDependsOnRealTimeOrChance = noClasses().should()
		.callMethod(Thread.class, "sleep", long.class)
		.orShould()
		.callMethod(System.class, "currentTimeMillis")
		.orShould()
		.callMethod(System.class, "nanoTime")
		.orShould()
		.callMethod(Math.class, "random")
		.orShould()
		.dependOnClassesThat()
		.haveNameMatching("java\\.util\\.(Random|concurrent\\.ThreadLocalRandom)|java\\.security\\.SecureRandom")
		.orShould()
		.callMethod(System.class, "identityHashCode", Object.class);

}
