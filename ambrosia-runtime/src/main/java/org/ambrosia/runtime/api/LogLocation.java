package org.ambrosia.runtime.api;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The location of the logs of instances: a scheme, which selects the kind of log engine, and a text
 * that this engine interprets. A text without a scheme is a directory. So is a text with a scheme
 * of a single letter, such as the drive of a Windows path. Immutable.
 *
 * <pre>
 * logs/                                   a directory, relative to where the process was started
 * file:logs/                              the same
 * C:\ambrosia\logs                        a directory
 * bookkeeper://zk1:2181/ambrosia?ack=2    whatever the engine of this scheme makes of it
 * </pre>
 */
public final class LogLocation {
    /** The scheme of directories. */
    public static final String FILE = "file";

    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)", Pattern.DOTALL);

    private final String scheme;
    private final String rest;
    private final Optional<Path> directory;

    private LogLocation(String scheme, String rest, Optional<Path> directory) {
        this.scheme = scheme;
        this.rest = rest;
        this.directory = directory;
    }

    /** Returns the location of a directory. */
    public static LogLocation of(Path directory) {
        return new LogLocation(FILE, directory.toString(), Optional.of(directory));
    }

    /**
     * Reads a location.
     *
     * @throws InvalidConfigurationException if the text is not a location
     */
    public static LogLocation parse(String text) {
        Matcher matcher = SCHEME.matcher(text);
        boolean hasScheme = matcher.matches();
        String scheme = hasScheme ? matcher.group(1).toLowerCase(Locale.ROOT) : FILE;
        String rest = hasScheme ? matcher.group(2) : text;
        if (text.isBlank() || rest.isBlank()) {
            throw invalid(text, "it is empty");
        }
        try {
            if (scheme.equals(FILE)) {
                return of(hasScheme ? path(rest) : Path.of(rest));
            }
            new URI(text);
            return new LogLocation(scheme, rest, Optional.empty());
        } catch (URISyntaxException | IllegalArgumentException malformed) {
            throw invalid(text, String.valueOf(malformed.getMessage()));
        }
    }

    /**
     * Returns the path that follows {@code file:}: a path as it is written, or, after two slashes,
     * the path of a URL, in which blanks are encoded.
     */
    private static Path path(String rest) throws URISyntaxException {
        return rest.startsWith("//") ? Path.of(new URI(FILE + ":" + rest)) : Path.of(rest);
    }

    private static InvalidConfigurationException invalid(String text, String why) {
        return new InvalidConfigurationException(
                ErrorTag.INVALID_CONFIGURATION,
                "The location of a log is wrong: expected a directory, as \"logs/\", or a"
                        + " scheme and what it takes, as \"file:logs/\", found \"" + text + "\": " + why + ".");
    }

    /** The kind of log engine, in lower case. */
    public String scheme() {
        return scheme;
    }

    /** The text after the scheme and its colon. */
    public String rest() {
        return rest;
    }

    /** The directory, if this location is one. */
    public Optional<Path> asDirectory() {
        return directory;
    }

    /**
     * The directory.
     *
     * @throws InvalidConfigurationException if this location has another scheme
     */
    public Path directory() {
        return directory.orElseThrow(() -> invalid(toString(), "its scheme is not \"" + FILE + "\""));
    }

    /** Returns the same place, in a form that is also valid in a process started elsewhere. */
    public LogLocation absolute() {
        return directory.map(each -> of(each.toAbsolutePath().normalize())).orElse(this);
    }

    /** The place of an instance's log, for people to read: its directory, or this location. */
    public String ofInstance(String instance) {
        return directory.map(each -> each.resolve(instance).toString()).orElseGet(this::toString);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogLocation that
                && scheme.equals(that.scheme)
                && rest.equals(that.rest)
                && directory.equals(that.directory);
    }

    @Override
    public int hashCode() {
        return Objects.hash(scheme, rest);
    }

    /**
     * Returns the text that {@link #parse} reads: the path of a directory, else the scheme and the
     * rest.
     */
    @Override
    public String toString() {
        return scheme.equals(FILE) ? rest : scheme + ":" + rest;
    }
}
