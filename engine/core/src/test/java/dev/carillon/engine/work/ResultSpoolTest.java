package dev.carillon.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.RunState;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.run.Finish;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

class ResultSpoolTest {
    private final EngineFixture engine = new EngineFixture(StoreKind.MEMORY);
    private Path file;

    @BeforeEach
    void place(@TempDir Path folder) {
        file = folder.resolve("results.spool");
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private List<Finish> results() {
        engine.submitAll(
                engine.job("name: simple\ntask: {shell: {command: [\"true\"]}}\noverlap: allow\n"),
                2);
        return engine.claim(2).stream()
                .map(
                        run ->
                                new Finish(
                                        run,
                                        RunState.FAILED,
                                        RunState.FAILED,
                                        0,
                                        engine.time.micros(),
                                        1,
                                        "naïve",
                                        null,
                                        null))
                .toList();
    }

    @Test
    void whatIsKeptIsReadByTheNextProcess() {
        var results = results();
        var spool = new ResultSpool(file);

        spool.keep(results.subList(0, 1));
        spool.keep(results);

        assertThat(new ResultSpool(file).read()).isEqualTo(results);
    }

    @Test
    void aLineThatWasTornInsideACharacterCostsNoOtherResult() throws IOException {
        var results = results();
        new ResultSpool(file).keep(results.subList(0, 1));
        byte[] all = Files.readAllBytes(file);
        int inside = new String(all, StandardCharsets.ISO_8859_1).indexOf("Ã") + 1;
        Files.write(file, Arrays.copyOf(all, inside));

        new ResultSpool(file).keep(results.subList(1, 2));

        assertThat(new ResultSpool(file).read()).isEqualTo(results.subList(1, 2));
    }
}
