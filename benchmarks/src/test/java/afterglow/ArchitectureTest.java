package afterglow;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import afterglow.results.Row;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/**
 * The direction of the imports in this module: compare runs relay, relay runs bench; judge and report know the tables. Commands
 * translate the exceptions of what they run, so relay and judge know no command line.
 */
class ArchitectureTest {

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("afterglow");

    /** A name finds one class; each module's entry point is its Main. */
    @Test
    void shouldNameEachClassOnceInBothModules() {
        assertThat(OURS.stream()
                        .filter(one ->
                                one.isTopLevelClass() && !one.getPackageName().contains("jmh_generated"))
                        .map(JavaClass::getSimpleName)
                        .filter(name -> !name.equals("Main") && !name.equals("package-info")))
                .hasSizeGreaterThan(200)
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldKeepTheReportToTheTables() {
        noClasses()
                .that()
                .resideInAPackage("afterglow.report..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "afterglow.bench..",
                        "afterglow.compare..",
                        "afterglow.relay..",
                        "afterglow.judge..",
                        "afterglow.timeout..",
                        "afterglow.broadcast..",
                        "afterglow.retention..",
                        "afterglow.accuracy..",
                        "afterglow.leak..")
                .check(OURS);
    }

    @Test
    void shouldKeepTheBenchmarksFromThePlan() {
        noClasses()
                .that()
                .resideInAPackage("afterglow.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "afterglow.compare..", "afterglow.relay..", "afterglow.judge..", "afterglow.report..")
                .check(OURS);
    }

    @Test
    void shouldKeepTheRelayFromThePlan() {
        noClasses()
                .that()
                .resideInAPackage("afterglow.relay..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "afterglow.compare..",
                        "afterglow.judge..",
                        "afterglow.report..",
                        "afterglow.cli..",
                        "picocli..")
                .check(OURS);
    }

    @Test
    void shouldKeepTheJudgeToTheTables() {
        noClasses()
                .that()
                .resideInAPackage("afterglow.judge..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "afterglow.bench..",
                        "afterglow.compare..",
                        "afterglow.relay..",
                        "afterglow.report..",
                        "afterglow.cli..",
                        "picocli..",
                        "org.openjdk..")
                .check(OURS);
    }

    @Test
    void shouldSetNoPropertyOfTheRunningJvm() {
        noClasses()
                .should()
                .callMethod(System.class, "setProperty", String.class, String.class)
                .check(OURS);
    }

    /** Cells are read as texts, numbers and constants, and compared by {@link Row#is}: a word of a table is known there only. */
    @Test
    void shouldCompareNoTextOfACellOutsideTheTables() {
        assertThat(OURS.stream()
                        .filter(one -> !one.getPackageName().equals("afterglow.results"))
                        .flatMap(one -> one.getCodeUnits().stream())
                        .filter(unit -> calls(unit, Row.class, "text") && calls(unit, String.class, "equals")))
                .isEmpty();
    }

    private static boolean calls(JavaCodeUnit unit, Class<?> type, String method) {
        return unit.getMethodCallsFromSelf().stream()
                .map(JavaMethodCall::getTarget)
                .anyMatch(target -> target.getOwner().isEquivalentTo(type)
                        && target.getName().equals(method));
    }
}
