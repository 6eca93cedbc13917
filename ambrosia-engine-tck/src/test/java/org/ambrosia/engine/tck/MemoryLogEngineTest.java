package org.ambrosia.engine.tck;

import org.ambrosia.runtime.log.LogEngine;

class MemoryLogEngineTest extends LogEngineContract {
    private final MemoryLogEngine.Store store = new MemoryLogEngine.Store();

    @Override
    protected LogEngine engine() {
        return new MemoryLogEngine(store);
    }

    /** Its checkpoints are arrays. */
    @Override
    public void aCheckpointMayBeLargerThanAnyArray() {}
}
