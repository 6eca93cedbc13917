package org.ambrosia.runtime.log.file;

import java.util.Locale;
import java.util.Set;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.log.LogSettings;

/**
 * File systems that may show one file to several kernels that share no memory. By shared memory a
 * primary notices that it was replaced; without it two would write.
 */
final class NetworkFileSystems {
    private static final Set<String> KINDS = Set.of(
            "9p",
            "v9fs",
            "afpfs",
            "afs",
            "beegfs",
            "ceph",
            "cifs",
            "coda",
            "davfs",
            "drvfs",
            "glusterfs",
            "gofer",
            "gpfs",
            "lustre",
            "ncpfs",
            "nfs",
            "nfs3",
            "nfs4",
            "osxfs",
            "prl_fs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "vboxsf",
            "virtiofs",
            "vmhgfs",
            "webdav");

    private NetworkFileSystems() {}

    /**
     * Refuses a log on a file system of such a kind, unless the configuration allows it.
     *
     * @param kind as {@link SharedFiles#fileSystem}
     */
    static void check(String kind, LogFiles files, LogSettings settings) {
        if (isOne(kind) && !settings.networkFileSystem()) {
            throw new LogException(
                    ErrorTag.UNSAFE_FILE_SYSTEM,
                    "The log is on a file system of kind \"" + kind + "\" (instance=" + settings.instance()
                            + " directory="
                            + files.directory()
                            + "). Another machine may have it too, and would not see in time that this"
                            + " process is alive, nor this one that it was replaced. Put the log on a disk of this machine. If"
                            + " locks and memory mapping are coherent between all machines there, allow it:"
                            + " networkFileSystem(true), or ImmortalCoordinator --network-file-system.");
        }
    }

    /** Returns whether several machines may share a file system of this kind. */
    static boolean isOne(String kind) {
        String lower = kind.toLowerCase(Locale.ROOT);
        return KINDS.contains(lower)
                || lower.startsWith("fuse")
                || lower.startsWith("macfuse")
                || lower.startsWith("osxfuse");
    }
}
