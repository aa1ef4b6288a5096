package afterglow;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

/** Imports run one way. */
@AnalyzeClasses(packages = "afterglow", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    /** What each package may import of ours, besides its own; what is not named here, nobody may. */
    @ArchTest
    static final ArchRule shouldImportOneWay = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("afterglow..")
            .layer("timeout")
            .definedBy("afterglow.timeout..")
            .layer("broadcast")
            .definedBy("afterglow.broadcast..")
            .layer("contract")
            .definedBy("afterglow.contract..")
            .layer("results")
            .definedBy("afterglow.results..")
            .layer("jvm")
            .definedBy("afterglow.jvm..")
            .layer("retention")
            .definedBy("afterglow.retention..")
            .optionalLayer("leak")
            .definedBy("afterglow.leak..")
            .optionalLayer("accuracy")
            .definedBy("afterglow.accuracy..")
            .layer("watch")
            .definedBy("afterglow.watch..")
            .layer("cli")
            .definedBy("afterglow.cli..")
            .whereLayer("timeout")
            .mayNotAccessAnyLayer()
            .whereLayer("results")
            .mayNotAccessAnyLayer()
            .whereLayer("jvm")
            .mayOnlyAccessLayers("timeout", "results")
            .whereLayer("broadcast")
            .mayOnlyAccessLayers("timeout")
            .whereLayer("contract")
            .mayOnlyAccessLayers("broadcast", "timeout", "results", "jvm")
            .whereLayer("retention")
            .mayOnlyAccessLayers("broadcast", "timeout", "results", "jvm")
            .whereLayer("leak")
            .mayOnlyAccessLayers("accuracy", "retention", "broadcast", "timeout", "results", "jvm")
            .whereLayer("watch")
            .mayOnlyAccessLayers("retention", "broadcast", "timeout", "results", "jvm")
            .whereLayer("accuracy")
            .mayOnlyAccessLayers("retention", "broadcast", "timeout", "results", "jvm")
            .ensureAllClassesAreContainedInArchitecture();

    /** The port knows none of the strategies behind it; they come by the registry. */
    @ArchTest
    static final ArchRule shouldKeepThePortApartFromItsStrategies = noClasses()
            .that()
            .resideInAPackage("afterglow.timeout")
            .should()
            .dependOnClassesThat(resideInAPackage("afterglow.timeout.(**)"));

    @ArchTest
    static final ArchRule shouldHaveNoCycles =
            slices().matching("afterglow.(*)..").should().beFreeOfCycles();
}
