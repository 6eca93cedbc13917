package org.ambrosia.runtime.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;

/**
 * The secret by which an instance's coordinator recognizes its application: a file in the
 * registry's directory that only its owner may read. The coordinator creates it once. A process
 * that can read it may run the instance's application.
 */
final class TokenFile {
    private static final int BYTES = 32;

    private final Path file;

    TokenFile(Path registryDirectory, String instance) {
        this.file = registryDirectory.resolve(instance + ".token");
    }

    /** Returns the token; empty if there is none. */
    String read() {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException none) {
            return "";
        } catch (IOException failed) {
            throw unavailable("read", failed);
        }
    }

    /** Returns the token, which is created if there is none. */
    String readOrMake() {
        String present = read();
        if (!present.isEmpty()) {
            return present;
        }
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path aside = Files.createTempFile(file.toAbsolutePath().getParent(), "token", ".unfinished", ownersOnly());
            writeDurably(aside, HexFormat.of().formatHex(secret) + "\n");
            try {
                Files.createLink(file, aside);
            } catch (FileAlreadyExistsException anotherWasFaster) {
                // Its token counts.
            } catch (UnsupportedOperationException noLinks) {
                Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.deleteIfExists(aside);
        } catch (IOException failed) {
            throw unavailable("written", failed);
        }
        String made = read();
        if (made.isEmpty()) {
            throw new AmbrosiaException(
                    ErrorTag.REGISTRY_UNAVAILABLE,
                    "The token of the application is empty: expected a secret (file=" + file
                            + "). Delete the file; it is made anew.");
        }
        return made;
    }

    private static void writeDurably(Path aside, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
            channel.write(StandardCharsets.US_ASCII.encode(text));
            channel.force(true);
        }
    }

    private static FileAttribute<?>[] ownersOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private AmbrosiaException unavailable(String what, IOException cause) {
        return new AmbrosiaException(
                ErrorTag.REGISTRY_UNAVAILABLE,
                "The token of the application can't be " + what + ": " + cause + " (file=" + file
                        + "). Run application and coordinator as the same user, and check the directory's rights.",
                cause);
    }
}
