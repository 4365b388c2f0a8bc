package dev.carillon.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;

/// What no class of ours may do, in whichever module.
public final class HouseRules {
    public static final ArchRule NOBODY_SLEEPS_OR_ASKS_THE_WALL_CLOCK =
            noClasses()
                    .should()
                    .callMethod(Thread.class, "sleep", long.class)
                    .orShould()
                    .callMethod(java.time.Instant.class, "now")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .because("time is a parameter: see service.Clocks and store.DatabaseClock");

    private HouseRules() {}
}
