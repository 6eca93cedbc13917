package org.ambrosia.simulator.disk;

import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;

/** One simulated disk's file system. */
final class SimFileSystem extends FileSystem {
    private static final String GLOB = "glob:*";

    private final SimDisk disk;

    SimFileSystem(SimDisk disk) {
        this.disk = disk;
    }

    SimDisk disk() {
        return disk;
    }

    @Override
    public FileSystemProvider provider() {
        return SimFileSystemProvider.INSTANCE;
    }

    @Override
    public void close() {}

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(disk.root());
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of();
    }

    /** POSIX is among them, which says that directories can be synced. */
    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic", "posix");
    }

    @Override
    public Path getPath(String first, String... more) {
        return new SimPath(this, more.length == 0 ? first : first + "/" + String.join("/", more));
    }

    /** Knows {@code glob:*ending}, and nothing else. */
    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        if (!syntaxAndPattern.startsWith(GLOB)) {
            throw new UnsupportedOperationException(syntaxAndPattern);
        }
        String ending = syntaxAndPattern.substring(GLOB.length());
        return path -> path.toString().endsWith(ending);
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }
}
