package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Definitions;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.Schedule;
import dev.carillon.api.Task;
import dev.carillon.engine.time.DueTimes;
import dev.carillon.node.Crontab.Remark;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;

class CrontabTest {
    private static final CrontabJobs JOBS = new CrontabJobs("crontab", "ann", "/home/ann");

    /// The file that Debian's package cron installs.
    private static final String DEBIAN =
            """
            # /etc/crontab: system-wide crontab
            # that none of the other crontabs do.

            SHELL=/bin/sh
            # You can also override PATH, but by default, newer versions inherit it from the environment
            #PATH=/usr/local/sbin:/usr/local/bin:/sbin:/bin:/usr/sbin:/usr/bin

            # Example of job definition:
            # .---------------- minute (0 - 59)
            # |  .------------- hour (0 - 23)
            # |  |  |  |  |
            # *  *  *  *  * user-name command to be executed
            17 *\t* * *\troot\tcd / && run-parts --report /etc/cron.hourly
            25 6\t* * *\troot\ttest -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.daily; }
            47 6\t* * 7\troot\ttest -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.weekly; }
            #
            """;

    @Test
    void debiansCrontabBecomesAJobForEachOfItsFolders() {
        var read = Crontab.read(DEBIAN, "/etc/crontab", true, ZoneOffset.UTC);
        var made = new CrontabJobs("crontab", "root", "/root").of(read.entries());

        assertThat(read.remarks()).isEmpty();
        assertThat(made.jobs())
                .extracting(JobDefinition::name)
                .satisfiesExactly(
                        name -> assertThat(name).matches("cron\\.hourly-[0-9a-f]{4}"),
                        name -> assertThat(name).matches("cron\\.daily-[0-9a-f]{4}"),
                        name -> assertThat(name).matches("cron\\.weekly-[0-9a-f]{4}"));
        assertThat(made.remarks()).noneMatch(Remark::error).hasSize(3);
        assertThat(next(made.jobs().getLast(), "2026-11-24T00:00:00Z"))
                .isEqualTo("2026-11-29T06:47:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        61 * * * * x      | c:1:1: left out: The cron expression '61 * * * *' has '61' in the minute field
        0 0 1 Foo * x     | c:1:7: left out: The cron expression '* * * FOO *' has 'Foo' in the month field
        * * * * *         | c:1:1: left out: an entry has five fields and a command
        @reboot x         | c:1:1: left out: @reboot has no counterpart
        @often x          | c:1:1: left out: The cron expression '@often' is no known name
        A B=c             | c:1:1: left out: an entry has five fields
        MAILTO=x@y        | c:1:1: MAILTO is not carried over
        RANDOM_DELAY=5    | c:1:1: RANDOM_DELAY is not carried over
        CRON_TZ=Mars      | c:1:1: "Mars" is no time zone
        5/10 * * * * x    | c:1:1: "5/10" is read here as steps
        """)
    void lineIsRemarkedOnAndTheNextOneStillComes(String line, String remark) {
        var read = Crontab.read(line + "\n@daily good\n", "c", false, ZoneOffset.UTC);

        assertThat(read.remarks().getFirst().toString()).startsWithIgnoringCase(remark);
        assertThat(read.entries().getLast().command()).isEqualTo("good");
    }

    @Test
    void hostileLinesAreLeftOut() {
        String text =
                "* * * * * \u001b[2J\n"
                        + "* * * * * "
                        + "x".repeat(30_000)
                        + "\n"
                        + "0 0 31 2 * never\n"
                        + "* * * * * $(reboot); y\r\n"
                        + " ".repeat(100)
                        + "\n\t1 1 * * *\tlast line without its end";
        var read = Crontab.read(text, "c", false, ZoneOffset.UTC);
        var made = JOBS.of(read.entries());

        assertThat(read.remarks())
                .extracting(remark -> remark.place().line())
                .containsExactly(1, 2);
        assertThat(made.remarks()).singleElement().asString().contains("c:3:1", "never due");
        assertThat(made.jobs())
                .extracting(CrontabTest::script)
                .containsExactly("$(reboot); y", "last line without its end");
    }

    @ParameterizedTest
    @CsvSource({
        // both restricted: either is enough; a star in front counts as not restricted
        "0 0 13 * 5,   2026-11-24T00:00:00Z, 2026-11-27T00:00:00Z",
        "0 0 13 * 5,   2026-12-12T00:00:00Z, 2026-12-13T00:00:00Z",
        "0 0 */2 * 5,  2026-11-24T00:00:00Z, 2026-11-27T00:00:00Z",
        "0 0 13 * *,   2026-11-24T00:00:00Z, 2026-12-13T00:00:00Z",
        "0 0 * * 7,    2026-11-24T00:00:00Z, 2026-11-29T00:00:00Z",
        "0 0 * jan sun,2026-11-24T00:00:00Z, 2027-01-03T00:00:00Z"
    })
    void daysAreThoseOfVixieCron(String cron, String after, String next) {
        assertThat(next(job(cron + " x"), after)).isEqualTo(next);
    }

    @Test
    void settingsHoldForTheLinesBelowThem() {
        var jobs =
                jobs(
                        "@daily one\nPATH = \"/a b:/c\"\nHOME=/srv\nCRON_TZ=Europe/Berlin\n@daily two\n");

        assertThat(shell(jobs.getFirst()).env()).isEmpty();
        assertThat(shell(jobs.getFirst()).workingDirectory()).isEqualTo("/home/ann");
        assertThat(shell(jobs.getLast()).env())
                .containsEntry("PATH", "/a b:/c")
                .containsEntry("HOME", "/srv");
        assertThat(shell(jobs.getLast()).workingDirectory()).isEqualTo("/srv");
        assertThat(jobs.getLast().schedules().getFirst().when())
                .isEqualTo(
                        new Schedule.Cron(
                                "@daily", ZoneId.of("Europe/Berlin"), Schedule.Dst.DEFAULT));
    }

    @Test
    void commentAboveTheLineBecomesTheDescription() {
        var jobs =
                jobs(
                        "# An old thought\n\n# Dump the\n# orders\n# 1 2 * * * off\n@daily a\n@daily b");

        assertThat(jobs)
                .extracting(JobDefinition::description)
                .containsExactly("Dump the orders (c line 6)", "c line 7");
    }

    @Test
    void nameStaysWhenTimesAndOtherLinesChange() {
        String before = job("0 1 * * * /opt/bin/backup.sh --all").name();
        var after = jobs("@hourly /opt/bin/backup.sh\n5 2 * * * /opt/bin/backup.sh --all\n");

        assertThat(after).extracting(JobDefinition::name).hasSize(2).doesNotHaveDuplicates();
        assertThat(after.getLast().name()).isEqualTo(before).startsWith("backup.sh-");
    }

    @Test
    void sameCommandAtSeveralTimesIsOneJob() {
        assertThat(job("0 1 * * * x\n0 2 * * 1 x\n").schedules()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        date +\\%Y                     | date +%Y
        cat                            | cat
        """)
    void plainCommandIsTheScript(String command, String script) {
        assertThat(script(job("@daily " + command))).isEqualTo(script);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        ''              | cat%one%two \\% three         | one,two % three,
        ''              | cat # a comment%in             | in,
        ''              | cat%END_OF_INPUT%x            | END_OF_INPUT,x,
        SHELL=/bin/bash | [[ a == a ]] && echo "it's"    | it's,
        SHELL=/bin/bash | cat <(echo a) -%b             | a,b,
        """)
    void scriptDoesWhatCronDid(String setting, String line, String output)
            throws IOException, InterruptedException {
        assertThat(run(script(job(setting + "\n@daily " + line))))
                .isEqualTo(output.replace(",", "\n"));
    }

    @Test
    void lineOfAnotherUserRunsAsThatUserOrNotAtAll() {
        var read =
                Crontab.read(
                        "@daily www-data echo 'a b' | cat\n@daily ann own\n@daily $(id) x\n",
                        "c",
                        true,
                        ZoneOffset.UTC);
        var made = JOBS.of(read.entries());

        assertThat(script(made.jobs().getFirst()))
                .contains("HOME=~www-data\n")
                .endsWith("exec runuser -u www-data -- /bin/sh -c 'echo '\\''a b'\\'' | cat'\n");
        assertThat(made.remarks())
                .singleElement()
                .asString()
                .startsWith("c:1:1: runs as user www-data");
        assertThat(script(made.jobs().getLast())).isEqualTo("own");
        assertThat(read.remarks())
                .singleElement()
                .asString()
                .startsWith("c:3:8: left out: \"$(id)\" is no name of a user");
    }

    @Test
    void whatIsPrintedCanBeApplied(@TempDir Path folder) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("crontab"),
                        "MAILTO=x\n*/5 * * * * a%b: \"{c}\n61 * * * * bad\n@daily echo '#'\n");
        Files.writeString(folder.resolve("left.over"), "@daily never\n");

        var answer = Answer.to("import", "crontab", folder.toString(), "--zone", "UTC");

        assertThat(answer.code()).isEqualTo(Exit.USAGE);
        assertThat(Definitions.parse(answer.out(), "output")).hasSize(2);
        assertThat(answer.err())
                .contains(file + ":1:1: MAILTO", file + ":3:1: left out: ", "left.over:1:1: is not")
                .containsPattern("crontab/echo-[0-9a-f]{4}: next \\w{3} [0-9-]{10} 00:00, ")
                .contains("2 jobs, 3 remarks, 1 left out");
    }

    private static String run(String script) throws IOException, InterruptedException {
        Process shell =
                new ProcessBuilder("/bin/sh", "-c", script).redirectErrorStream(true).start();
        shell.getOutputStream().close();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    private static List<JobDefinition> jobs(String text) {
        var read = Crontab.read(text, "c", false, ZoneOffset.UTC);
        var made = JOBS.of(read.entries());
        assertThat(made.remarks()).noneMatch(Remark::error);
        return made.jobs();
    }

    private static JobDefinition job(String text) {
        assertThat(jobs(text)).hasSize(1);
        return jobs(text).getFirst();
    }

    private static Task.Shell shell(JobDefinition job) {
        return (Task.Shell) job.task();
    }

    private static String script(JobDefinition job) {
        return String.valueOf(shell(job).script());
    }

    private static String next(JobDefinition job, String after) {
        return DueTimes.of(job.schedules().getFirst(), job.key())
                .next(Instant.parse(after), 1)
                .getFirst()
                .toString();
    }
}
