package org.ambrosia.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ambrosia.runtime.log.Leadership;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogWriterTest {
    private static final String HERE = Thread.currentThread().getName();
    private static final String WRITER = "writer";

    private final List<String> done = new CopyOnWriteArrayList<>();
    private final LogWriter writer = new LogWriter(leadership());
    private final Thread thread = new Thread(this::run, WRITER);

    @AfterEach
    void stop() throws InterruptedException {
        writer.stop();
        thread.join();
    }

    @Test
    void smallWorkIsDoneByWhoeverHasNothingElseToDo() {
        thread.start();
        writer.addSmall(() -> note("1"));
        assertThat(done).isEmpty();
        writer.finish(true);
        assertThat(done).containsExactly("1 by " + HERE);
        writer.finish(true);
        assertThat(done).hasSize(1);
    }

    @Test
    void smallWorkGoesToTheWriterIfThereIsSomethingElseToDo() {
        writer.addSmall(() -> note("1"));
        writer.finish(false);
        assertThat(done).isEmpty();
        thread.start();
        await().until(() -> done.size() == 1);
        assertThat(done).containsExactly("1 by " + WRITER);
    }

    @Test
    void largeWorkGoesToTheWriterAtOnce() {
        thread.start();
        writer.add(() -> note("1"));
        await().until(() -> done.size() == 1);
        assertThat(done).containsExactly("1 by " + WRITER);
    }

    @Test
    void smallWorkThatWasKeptIsDoneBeforeTheNext() {
        writer.addSmall(() -> note("1"));
        writer.addSmall(() -> note("2"));
        writer.finish(true);
        assertThat(done).as("two are not written here").isEmpty();
        thread.start();
        await().until(() -> done.size() == 2);
        assertThat(done).containsExactly("1 by " + WRITER, "2 by " + WRITER);
    }

    @Test
    void whatIsWantedBehindSmallWorkComesBehindIt() {
        writer.addSmall(() -> note("1"));
        writer.add(() -> note("behind"));
        writer.finish(true);
        writer.addSmall(() -> note("2"));
        writer.finish(true);
        assertThat(done).as("while the writer has something to do").isEmpty();
        thread.start();
        await().until(() -> done.size() == 3);
        assertThat(done).containsExactly("1 by " + WRITER, "behind by " + WRITER, "2 by " + WRITER);
    }

    @Test
    void nothingIsAppendedToALogThatWasReleased() throws InterruptedException {
        thread.start();
        writer.addSmall(() -> note("1"));
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

    private void note(String work) {
        done.add(work + " by " + Thread.currentThread().getName());
    }

    private Leadership leadership() {
        return (Leadership) Proxy.newProxyInstance(
                Leadership.class.getClassLoader(), new Class<?>[] {Leadership.class}, (proxy, method, arguments) -> {
                    done.add(method.getName());
                    return null;
                });
    }
}
