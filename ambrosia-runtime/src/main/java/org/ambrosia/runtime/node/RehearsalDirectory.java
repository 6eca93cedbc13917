package org.ambrosia.runtime.node;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The place of rehearsals: below a directory of the user's own, among the system's temporary files.
 * What another user may change there is neither used nor deleted: a link could replace what was
 * listed, and lead anywhere.
 */
final class RehearsalDirectory {
    private static final System.Logger LOGGER = System.getLogger(RehearsalDirectory.class.getName());
    private static final Set<PosixFilePermission> OWNERS_ONLY = PosixFilePermissions.fromString("rwx------");
    /** No rehearsal takes this long. */
    private static final long OLD_SECONDS = 3600;

    private RehearsalDirectory() {}

    /**
     * Creates a directory, and deletes those that killed processes have left. Empty if no place can
     * be trusted.
     */
    static Optional<Path> make() throws IOException {
        String user = System.getProperty("user.name");
        Path parent = Path.of(System.getProperty("java.io.tmpdir"), "ambrosia-rehearsals-" + user);
        return makeIn(parent, user, Instant.now().minusSeconds(OLD_SECONDS));
    }

    static Optional<Path> makeIn(Path parent, String user, Instant old) throws IOException {
        boolean posix = parent.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] rights = posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNERS_ONLY)}
                : new FileAttribute<?>[0];
        try {
            Files.createDirectory(parent, rights);
        } catch (FileAlreadyExistsException made) {
            // The next check looks at the owner.
        }
        if (posix && !isOwn(parent, user)) {
            return Optional.empty();
        }
        deleteThoseOfKilledProcesses(parent, old);
        return Optional.of(Files.createTempDirectory(parent, ""));
    }

    private static boolean isOwn(Path directory, String user) throws IOException {
        UserPrincipal owner =
                directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
        PosixFileAttributes found = Files.readAttributes(directory, PosixFileAttributes.class, NOFOLLOW_LINKS);
        boolean own = found.isDirectory()
                && found.owner().equals(owner)
                && found.permissions().equals(OWNERS_ONLY);
        if (!own) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "Standbys don't rehearse, so that a take-over may be slower: expected a directory that only " + user
                            + " may use, found one of " + found.owner().getName() + " with "
                            + PosixFilePermissions.toString(found.permissions()) + " (directory=" + directory
                            + "). Delete it.");
        }
        return own;
    }

    private static void deleteThoseOfKilledProcesses(Path parent, Instant old) {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(parent)) {
            for (Path each : left) {
                if (Files.getLastModifiedTime(each, NOFOLLOW_LINKS).toInstant().isBefore(old)) {
                    delete(each);
                }
            }
        } catch (IOException | UncheckedIOException | DirectoryIteratorException gone) {
            LOGGER.log(System.Logger.Level.DEBUG, "looking for directories of rehearsals", gone);
        }
    }

    /** Deletes a rehearsal's directory; links in it are deleted, and not followed. */
    static void delete(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : files) {
            Files.deleteIfExists(each);
        }
    }
}
