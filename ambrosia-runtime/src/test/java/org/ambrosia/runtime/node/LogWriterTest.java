package org.ambrosia.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.protocol.RecordFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogWriterTest {
    private static final String HERE = Thread.currentThread().getName();
    private static final String WRITER = "writer";

    private final List<String> done = new CopyOnWriteArrayList<>();
    private final LogWriter writer = new LogWriter(log(), event -> done.add(nameOf(event)));
    private final Thread thread = new Thread(this::run, WRITER);

    @AfterEach
    void stop() throws InterruptedException {
        writer.stop();
        thread.join();
    }

    @Test
    void aSmallRecordIsAppendedByWhoeverHasNothingElseToDo() {
        thread.start();
        writer.append(record(1, 100));
        assertThat(done).isEmpty();
        writer.finish(true);
        assertThat(done).containsExactly("append by " + HERE, "Appended");
        writer.finish(true);
        assertThat(done).hasSize(2);
    }

    @Test
    void aSmallRecordGoesToTheWriterIfThereIsSomethingElseToDo() {
        writer.append(record(1, 100));
        writer.finish(false);
        assertThat(done).isEmpty();
        thread.start();
        await().until(() -> done.size() == 2);
        assertThat(done).containsExactly("append by " + WRITER, "Appended");
    }

    @Test
    void aLargeRecordGoesToTheWriterAtOnce() {
        thread.start();
        writer.append(record(1, 10_000));
        await().until(() -> done.size() == 2);
        assertThat(done).containsExactly("append by " + WRITER, "Appended");
    }

    @Test
    void aSmallRecordThatWasKeptIsAppendedBeforeTheNext() {
        writer.append(record(1, 100));
        writer.append(record(2, 100));
        writer.finish(true);
        assertThat(done).as("two are not written here").isEmpty();
        thread.start();
        await().until(() -> done.size() == 4);
        assertThat(done).containsExactly("append by " + WRITER, "Appended", "append by " + WRITER, "Appended");
    }

    @Test
    void whatIsWantedBehindARecordComesBehindIt() {
        writer.append(record(1, 100));
        writer.behind(() -> done.add("behind"));
        writer.finish(true);
        writer.append(record(2, 100));
        writer.finish(true);
        assertThat(done).as("while the writer has something to do").isEmpty();
        thread.start();
        await().until(() -> done.size() == 5);
        assertThat(done)
                .containsExactly("append by " + WRITER, "Appended", "behind", "append by " + WRITER, "Appended");
    }

    @Test
    void nothingIsAppendedToALogThatWasReleased() throws InterruptedException {
        thread.start();
        writer.append(record(1, 100));
        writer.stop();
        thread.join();
        writer.finish(true);
        assertThat(done).containsExactly("release");
    }

    private void run() {
        try {
            writer.run();
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static LoggedRecord record(long sequence, int bytes) {
        return new LoggedRecord(
                sequence, new byte[RecordFormat.HEADER_BYTES + bytes], RecordFormat.HEADER_BYTES + bytes);
    }

    private static String nameOf(Event event) {
        return event.getClass().getSimpleName();
    }

    private Log log() {
        return (Log) Proxy.newProxyInstance(
                Log.class.getClassLoader(), new Class<?>[] {Log.class}, (proxy, method, arguments) -> {
                    boolean appends = method.getName().equals("append");
                    done.add(method.getName()
                            + (appends ? " by " + Thread.currentThread().getName() : ""));
                    return appends ? 4096 : null;
                });
    }
}
