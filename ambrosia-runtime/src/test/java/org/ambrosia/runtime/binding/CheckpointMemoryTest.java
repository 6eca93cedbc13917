package org.ambrosia.runtime.binding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ambrosia.runtime.codegen.ObjectCodec;
import org.ambrosia.runtime.serial.KryoCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state that memory does not suffice to store costs a checkpoint, and not the instance. */
class CheckpointMemoryTest {
    private static final int HEAP_MEGABYTES = 64;

    @TempDir
    private Path directory;

    @Test
    void memoryThatDoesNotSufficeFailsTheCheckpointOnly() {
        Scripted immortal = new Scripted();
        boolean[] scarce = {false};
        BindingDriver bank = new BindingDriver(
                immortal, context -> new Scarce(new KryoCodec(immortal, List.of(), context), scarce), 1 << 16);
        bank.start();
        immortal.on(1, () -> immortal.seen.add("served"));
        scarce[0] = true;
        assertThat(bank.takeCheckpoint()).isNull();
        assertThat(bank.checkpointFailure).hasMessageContaining("memory");
        bank.fork(1);
        assertThat(immortal.seen).containsExactly("served");
        scarce[0] = false;
        assertThat(bank.takeCheckpoint()).isNotNull();
    }

    @Test
    void anInstanceWithASmallHeapServesOn() throws Exception {
        assertThat(run("38")).contains("failed", "served").doesNotContain("stored");
    }

    @Test
    void aCheckpointTakesLittleMoreThanTwiceWhatItStoresAndIsWarnedOf() throws Exception {
        assertThat(run("15")).contains("stored", "served", "StateTooLarge");
    }

    private String run(String ballastMegabytes) throws Exception {
        String path = Stream.of("java.class.path", "jdk.module.path", "surefire.test.class.path")
                .map(System::getProperty)
                .filter(each -> each != null && !each.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        Path classes = Path.of(Binding.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        String own = classes + File.pathSeparator + classes.resolveSibling("test-classes");
        File output = directory.resolve("output").toFile();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP_MEGABYTES + "m",
                        "-XX:+UseSerialGC",
                        "-Xmn4m",
                        "-Dkryo.unsafe=false",
                        "-cp",
                        String.join(File.pathSeparator, own, path),
                        SmallHeap.class.getName(),
                        ballastMegabytes)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        String said = java.nio.file.Files.readString(output.toPath());
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    /** A process with a small heap, and with a state of as many megabytes as it is told. */
    public static final class SmallHeap {
        private SmallHeap() {}

        /** Runs. */
        public static void main(String[] arguments) {
            Scripted immortal = new Scripted();
            BindingDriver bank = BindingDriver.started(immortal, 1 << 16);
            bank.checkpoint = null;
            immortal.on(1, () -> immortal.ballast = new byte[Integer.parseInt(arguments[0]) << 20]);
            immortal.on(2, () -> System.out.println("served"));
            bank.fork(1);
            System.out.println(bank.takeCheckpoint() == null ? "failed" : "stored");
            bank.fork(2);
        }
    }

    /** Fails while memory is scarce. */
    private record Scarce(ObjectCodec codec, boolean[] scarce) implements ObjectCodec {
        @Override
        public byte[] encode(Object value, Class<?> declared, Class<?>... contents) {
            return codec.encode(value, declared, contents);
        }

        @Override
        public byte[] encodeState(Object root) {
            if (scarce[0]) {
                throw new OutOfMemoryError("Java heap space");
            }
            return codec.encodeState(root);
        }

        @Override
        public <T> T decodeState(byte[] bytes, int offset, int length, Class<T> rootType) {
            return codec.decodeState(bytes, offset, length, rootType);
        }

        @Override
        public void verifyState(byte[] bytes, int offset, int length, Class<?> rootType) {
            codec.verifyState(bytes, offset, length, rootType);
        }

        @Override
        public <T> T decode(
                byte[] bytes, int offset, int length, LongConsumer heap, Class<T> declared, Class<?>... contents) {
            return codec.decode(bytes, offset, length, heap, declared, contents);
        }
    }
}
