package org.ambrosia.runtime.node;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InvalidConfigurationException;
import org.ambrosia.runtime.api.LogLocation;
import org.ambrosia.runtime.log.LogEngine;
import org.ambrosia.runtime.log.LogEngineProvider;

/**
 * The installed log engines, by the scheme of the locations that they open: services of the module
 * path and the class path, and those of the plugins directory. Each folder in that directory holds
 * the jars of one plugin. A plugin has a class loader of its own, so its libraries never meet those
 * of an application or of another plugin. Immutable.
 */
final class LogEngines {
    /** The system property that contains the plugins directory; without it there is none. */
    static final String PLUGINS = "ambrosia.plugins";

    private static LogEngines installed;

    private final SortedMap<String, LogEngineProvider> providers;

    private LogEngines(SortedMap<String, LogEngineProvider> providers) {
        this.providers = providers;
    }

    /** Returns the engines that this process finds; it looks for them once. */
    static synchronized LogEngines installed() {
        if (installed == null) {
            Stream<LogEngineProvider> plugins = plugins(System.getProperty(PLUGINS)).stream();
            installed = of(Stream.concat(services(LogEngines.class.getClassLoader()).stream(), plugins)
                    .toList());
        }
        return installed;
    }

    /**
     * Returns these engines.
     *
     * @throws InvalidConfigurationException if two have the same scheme
     */
    static LogEngines of(List<LogEngineProvider> found) {
        SortedMap<String, LogEngineProvider> byScheme = new TreeMap<>();
        for (LogEngineProvider each : found) {
            LogEngineProvider other = byScheme.putIfAbsent(each.scheme(), each);
            if (other != null) {
                throw new InvalidConfigurationException(
                        ErrorTag.INVALID_CONFIGURATION,
                        "Two log engines are installed for locations that begin with \"" + each.scheme() + ":\": "
                                + place(other) + " and " + place(each) + ". Remove one of them.");
            }
        }
        return new LogEngines(byScheme);
    }

    private static String place(LogEngineProvider provider) {
        ClassLoader loader = provider.getClass().getClassLoader();
        return provider.getClass().getName() + (loader instanceof Plugin plugin ? " in " + plugin.getName() : "");
    }

    /**
     * Opens the engine of a location.
     *
     * @throws InvalidConfigurationException if none is installed for its scheme
     */
    LogEngine open(LogLocation location) {
        return provider(location).open(location);
    }

    /** Opens the engine of a location as {@link #open} does, for a rehearsal in this directory. */
    LogEngine scratch(LogLocation location, Path directory) {
        return provider(location).scratch(directory);
    }

    private LogEngineProvider provider(LogLocation location) {
        LogEngineProvider provider = providers.get(location.scheme());
        if (provider == null) {
            throw new InvalidConfigurationException(
                    ErrorTag.INVALID_CONFIGURATION,
                    "No log engine is installed for \"" + location + "\": expected a location that begins with one of "
                            + providers.keySet() + ", or a directory, found \"" + location.scheme()
                            + "\". Add the engine's jar to the module path or the class path, or its folder to the plugins"
                            + " directory (-D" + PLUGINS + "=" + System.getProperty(PLUGINS, "DIRECTORY") + ").");
        }
        return provider;
    }

    private static List<LogEngineProvider> plugins(String directory) {
        List<LogEngineProvider> found = new ArrayList<>();
        if (directory == null) {
            return found;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of(directory), Files::isDirectory)) {
            for (Path each : folders) {
                Plugin loader = new Plugin(each, jars(each));
                found.addAll(services(loader));
            }
            return found;
        } catch (IOException failed) {
            throw new InvalidConfigurationException(
                    ErrorTag.INVALID_CONFIGURATION,
                    "The plugins directory can't be read: " + failed + " (" + PLUGINS + "=" + directory
                            + "). Correct the system property, or leave it out.",
                    failed);
        }
    }

    private static URL[] jars(Path folder) throws IOException {
        List<URL> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path each : files) {
                jars.add(url(each));
            }
        }
        return jars.toArray(new URL[0]);
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }

    /**
     * Returns the engines that this class loader itself finds; a plugin's parent gives what the
     * process has.
     */
    private static List<LogEngineProvider> services(ClassLoader loader) {
        try {
            return ServiceLoader.load(LogEngineProvider.class, loader).stream()
                    .filter(each -> !(loader instanceof Plugin) || each.type().getClassLoader() == loader)
                    .map(ServiceLoader.Provider::get)
                    .toList();
        } catch (ServiceConfigurationError broken) {
            throw new InvalidConfigurationException(
                    ErrorTag.INVALID_CONFIGURATION,
                    "A log engine that is installed can't be loaded"
                            + (loader instanceof Plugin plugin ? " from " + plugin.getName() : "") + ": "
                            + broken.getMessage() + ". Repair or remove it.",
                    broken);
        }
    }

    /** Loads the classes of one plugin. Its jars stay open as long as the process lives. */
    private static final class Plugin extends URLClassLoader {
        Plugin(Path folder, URL[] jars) {
            super(folder.toString(), jars, LogEngines.class.getClassLoader());
        }
    }
}
