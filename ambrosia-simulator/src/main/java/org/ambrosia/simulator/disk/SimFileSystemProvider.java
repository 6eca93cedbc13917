package org.ambrosia.simulator.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lets {@code java.nio.file.Files} work on simulated disks. */
final class SimFileSystemProvider extends FileSystemProvider {
    static final SimFileSystemProvider INSTANCE = new SimFileSystemProvider();

    private SimFileSystemProvider() {}

    @Override
    public String getScheme() {
        return "simulated";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        for (OpenOption each : options) {
            if (!(each instanceof StandardOpenOption)) {
                throw new UnsupportedOperationException(each + " is not simulated");
            }
        }
        SimDisk disk = SimPath.of(path).disk();
        String name = path.toAbsolutePath().toString();
        boolean exists = disk.exists(name);
        if (exists && options.contains(StandardOpenOption.CREATE_NEW)) {
            throw new FileAlreadyExistsException(name);
        }
        boolean mayCreate =
                options.contains(StandardOpenOption.CREATE) || options.contains(StandardOpenOption.CREATE_NEW);
        Inode inode = !exists && mayCreate ? disk.create(name) : disk.existing(name);
        if (options.contains(StandardOpenOption.TRUNCATE_EXISTING) && inode.size() > 0) {
            disk.truncate(inode, name);
        }
        boolean synced = options.contains(StandardOpenOption.DSYNC) && !disk.isCachingWrites();
        return new SimFileChannel(disk, inode, name, synced);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path directory, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        SimDisk disk = SimPath.of(directory).disk();
        String name = directory.toAbsolutePath().toString();
        disk.existing(name);
        List<Path> found = new ArrayList<>();
        for (String each : disk.children(name)) {
            Path path = directory.getFileSystem().getPath(each);
            if (filter.accept(path)) {
                found.add(path);
            }
        }
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return found.iterator();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
        SimPath.of(directory).disk().createDirectory(directory.toAbsolutePath().toString());
    }

    @Override
    public void delete(Path path) throws IOException {
        SimPath.of(path).disk().delete(path.toAbsolutePath().toString());
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        SimPath.of(source)
                .disk()
                .rename(
                        source.toAbsolutePath().toString(),
                        target.toAbsolutePath().toString());
    }

    @Override
    public boolean isSameFile(Path path, Path other) {
        return path.toAbsolutePath().equals(other.toAbsolutePath());
    }

    @Override
    public boolean isHidden(Path path) {
        return false;
    }

    @Override
    public FileStore getFileStore(Path path) {
        throw new UnsupportedOperationException("a simulated disk does not tell its block size");
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        SimPath.of(path).disk().existing(path.toAbsolutePath().toString());
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        SimDisk disk = SimPath.of(path).disk();
        String name = path.toAbsolutePath().toString();
        return type.cast(new Attributes(disk.existing(name).size(), disk.isDirectory(name)));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
        throw new UnsupportedOperationException();
    }

    private record Attributes(long size, boolean isDirectory) implements BasicFileAttributes {
        private static final FileTime NEVER = FileTime.fromMillis(0);

        @Override
        public FileTime lastModifiedTime() {
            return NEVER;
        }

        @Override
        public FileTime lastAccessTime() {
            return NEVER;
        }

        @Override
        public FileTime creationTime() {
            return NEVER;
        }

        @Override
        public boolean isRegularFile() {
            return !isDirectory;
        }

        @Override
        public boolean isSymbolicLink() {
            return false;
        }

        @Override
        public boolean isOther() {
            return false;
        }

        @Override
        public Object fileKey() {
            return null;
        }
    }
}
