package afterglow.report;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "afterglow", importOptions = ImportOption.DoNotIncludeTests.class)
class DirectionTest {

    /** CSV is the report's whole input, so that any run can be shown, measured by whatever. */
    @ArchTest
    static final ArchRule shouldKnowNothingOfOursButTheTables = noClasses()
            .that()
            .resideInAPackage("afterglow.report")
            .should()
            .dependOnClassesThat(resideInAnyPackage("afterglow..")
                    .and(resideOutsideOfPackages("afterglow.report", "afterglow.results")));
}
