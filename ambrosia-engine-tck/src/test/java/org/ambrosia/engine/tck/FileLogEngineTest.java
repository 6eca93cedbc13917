package org.ambrosia.engine.tck;

import java.nio.file.Path;
import org.ambrosia.runtime.log.LogEngine;
import org.ambrosia.runtime.log.file.FileLogEngine;
import org.junit.jupiter.api.io.TempDir;

class FileLogEngineTest extends LogEngineContract {
    @TempDir
    private Path directory;

    @Override
    protected LogEngine engine() {
        return new FileLogEngine(directory);
    }
}
