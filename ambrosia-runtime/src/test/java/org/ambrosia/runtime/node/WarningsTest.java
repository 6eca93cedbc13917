package org.ambrosia.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.ambrosia.runtime.api.ErrorTag;
import org.junit.jupiter.api.Test;

class WarningsTest {
    /** Any peer can cause a warning as often as it likes. */
    @Test
    void aFloodOfWarningsIsAFewLinesOfEachTag() {
        AtomicInteger lines = new AtomicInteger();
        Handler counts = new Handler() {
            @Override
            public void publish(LogRecord record) {
                lines.incrementAndGet();
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(InstanceNode.class.getName());
        logger.addHandler(counts);
        Warnings warnings = new Warnings("one");
        try {
            for (int i = 0; i < 1_000; i++) {
                warnings.warn(ErrorTag.MALFORMED_MESSAGE, "The link to \"evil\" is closed");
            }
            assertThat(lines.get()).isBetween(1, 20);
            warnings.warn(ErrorTag.PEER_MISMATCH, "another warning");
            assertThat(lines.get()).isBetween(2, 21);
        } finally {
            logger.removeHandler(counts);
        }
    }
}
