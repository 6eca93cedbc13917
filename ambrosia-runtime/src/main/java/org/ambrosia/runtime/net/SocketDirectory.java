package org.ambrosia.runtime.net;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;

/**
 * The place of local sockets: a directory of the user's own, in the system's directory for
 * temporary files. So it is on this machine, and, like the ports, it is not shared with another
 * container.
 */
final class SocketDirectory {
    private static final System.Logger LOGGER = System.getLogger(SocketDirectory.class.getName());
    private static final Set<PosixFilePermission> OWNERS_ONLY = PosixFilePermissions.fromString("rwx------");

    private SocketDirectory() {}

    /**
     * Returns the directory, which is created if there is none. Empty if it can't be trusted, or if
     * the system has no such access rights.
     */
    static Optional<Path> ofUser() {
        String user = System.getProperty("user.name");
        return of(Path.of(System.getProperty("java.io.tmpdir"), "ambrosia-sockets-" + user), user);
    }

    static Optional<Path> of(Path directory, String user) {
        try {
            make(directory);
            UserPrincipal owner =
                    directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
            PosixFileAttributes found = Files.readAttributes(directory, PosixFileAttributes.class, NOFOLLOW_LINKS);
            if (found.isDirectory()
                    && found.owner().equals(owner)
                    && found.permissions().equals(OWNERS_ONLY)) {
                return Optional.of(directory);
            }
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "Applications come by the ports, which is slower than by local sockets: expected a directory that only "
                            + user + " may use, found one of " + found.owner().getName() + " with "
                            + PosixFilePermissions.toString(found.permissions()) + " (directory=" + directory
                            + "). Delete it.");
        } catch (IOException | UnsupportedOperationException without) {
            LOGGER.log(System.Logger.Level.DEBUG, "No local sockets in " + directory, without);
        }
        return Optional.empty();
    }

    private static void make(Path directory) throws IOException {
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNERS_ONLY));
        } catch (FileAlreadyExistsException made) {
            // The next check looks at the owner.
        }
    }
}
