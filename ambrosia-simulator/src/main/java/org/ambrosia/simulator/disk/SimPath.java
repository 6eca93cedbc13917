package org.ambrosia.simulator.disk;

import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.stream.Stream;

/** A path on a simulated disk: names between slashes, absolute when it begins with one. */
final class SimPath implements Path {
    private final SimFileSystem fileSystem;
    private final String path;

    SimPath(SimFileSystem fileSystem, String path) {
        this.fileSystem = fileSystem;
        this.path = path;
    }

    SimDisk disk() {
        return fileSystem.disk();
    }

    static SimPath of(Path path) {
        if (path instanceof SimPath own) {
            return own;
        }
        throw new ProviderMismatchException();
    }

    @Override
    public FileSystem getFileSystem() {
        return fileSystem;
    }

    @Override
    public boolean isAbsolute() {
        return path.startsWith("/");
    }

    @Override
    public Path getRoot() {
        return isAbsolute() ? with("/") : null;
    }

    @Override
    public Path getFileName() {
        return path.equals("/") ? null : with(path.substring(path.lastIndexOf('/') + 1));
    }

    @Override
    public Path getParent() {
        if (path.equals("/") || path.indexOf('/') < 0) {
            return null;
        }
        return with(SimDisk.parent(path));
    }

    @Override
    public int getNameCount() {
        return names().size();
    }

    @Override
    public Path getName(int index) {
        return with(names().get(index));
    }

    @Override
    public Path subpath(int beginIndex, int endIndex) {
        return with(String.join("/", names().subList(beginIndex, endIndex)));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof SimPath that && (that.path.equals("/") || (path + "/").startsWith(that.path + "/"));
    }

    @Override
    public boolean endsWith(Path other) {
        return other instanceof SimPath && ("/" + path).endsWith("/" + other);
    }

    @Override
    public Path normalize() {
        return this;
    }

    @Override
    public Path resolve(Path other) {
        String name = other.toString();
        if (name.startsWith("/")) {
            return other;
        }
        return with(path.endsWith("/") ? path + name : path + "/" + name);
    }

    @Override
    public Path relativize(Path other) {
        if (!other.startsWith(this)) {
            throw new IllegalArgumentException(other + " is not below " + this);
        }
        return with(other.toString()
                .substring(Math.min(path.length() + 1, other.toString().length())));
    }

    @Override
    public URI toUri() {
        return URI.create("simulated:" + path);
    }

    @Override
    public Path toAbsolutePath() {
        return isAbsolute() ? this : with("/" + path);
    }

    @Override
    public Path toRealPath(LinkOption... options) {
        return toAbsolutePath();
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("a simulated disk is not watched");
    }

    @Override
    public int compareTo(Path other) {
        return path.compareTo(other.toString());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SimPath that && fileSystem == that.fileSystem && path.equals(that.path);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    @Override
    public String toString() {
        return path;
    }

    private List<String> names() {
        return Stream.of(path.split("/")).filter(each -> !each.isEmpty()).toList();
    }

    private SimPath with(String other) {
        return new SimPath(fileSystem, other);
    }
}
