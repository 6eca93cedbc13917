package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.api.ProtocolException;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.LogInspection;
import org.ambrosia.runtime.log.StoredCheckpoint;
import org.ambrosia.runtime.log.StoredRecord;

/** Looks at the files of a log. */
final class FileLogInspection implements LogInspection {
    private final LogFiles files;
    private final Manifest manifest;

    private FileLogInspection(LogFiles files, Manifest manifest) {
        this.files = files;
        this.manifest = manifest;
    }

    static FileLogInspection open(InstanceConfig config) {
        LogFiles files = new LogFiles(config.logDirectory().resolve(config.name()));
        try {
            Manifest manifest = Manifest.newest(files).orElseThrow(() -> new NoSuchFileException("manifest"));
            manifest.checkBelongsTo(config.name(), files);
            return new FileLogInspection(files, manifest);
        } catch (NoSuchFileException none) {
            throw new LogException(
                    ErrorTag.LogUnavailable,
                    "There is no log of \"" + config.name() + "\" (directory=" + files.directory()
                            + "). Give the directory that holds the instances' logs with -l.",
                    none);
        } catch (IOException failed) {
            throw LogFiles.unavailable("Reading the log's manifest", files.directory(), failed);
        }
    }

    @Override
    public LogIdentity identity() {
        return manifest.identity();
    }

    @Override
    public List<Segment> segments() {
        List<Segment> segments = new ArrayList<>();
        for (LogFiles.Place place : places(LogFiles.SEGMENT)) {
            Manifest.Seal seal = manifest.sealed().get(place.number());
            long bytes = seal == null ? size(files.segment(place)) : seal.end();
            segments.add(new Segment(place.number(), bytes, seal != null));
        }
        return segments;
    }

    @Override
    public List<Long> checkpoints() {
        return places(LogFiles.CHECKPOINT).stream().map(LogFiles.Place::number).toList();
    }

    @Override
    public Optional<StoredCheckpoint> checkpoint(long number) {
        Path file = checkpointFile(number);
        try {
            return Optional.of(CheckpointFile.read(file, identity(), number));
        } catch (ProtocolException damaged) {
            return Optional.empty();
        } catch (IOException failed) {
            throw LogFiles.unavailable("Reading a checkpoint", file, failed);
        }
    }

    @Override
    public void records(long segment, Consumer<StoredRecord> consumer) {
        Path file = segmentFile(segment);
        Manifest.Seal seal = manifest.sealed().get(segment);
        LogFiles.Place place = manifest.place(segment).orElseThrow(() -> unknown("segment", segment));
        SkippedCalls skipped = SkipFile.read(files);
        try (SegmentReader reader = new SegmentReader(file, identity(), place, seal == null ? -1 : seal.end())) {
            for (StoredRecord record = reader.nextOfTail(); record != null; record = reader.nextOfTail()) {
                consumer.accept(skipped.apply(record));
            }
        } catch (IOException failed) {
            throw LogFiles.unavailable("Reading a segment", file, failed);
        }
    }

    @Override
    public List<String> verify(Consumer<String> progress) {
        List<String> wrong = new ArrayList<>();
        for (long number : checkpoints()) {
            try {
                CheckpointFile.verify(checkpointFile(number), identity(), number);
                progress.accept("checkpoint " + number + " is whole");
            } catch (ProtocolException damaged) {
                wrong.add(damaged.getMessage() + " (file=" + checkpointFile(number) + ")");
            } catch (IOException failed) {
                wrong.add(failed + " (file=" + checkpointFile(number) + ")");
            }
        }
        long[] expected = {-1};
        long previous = -1;
        for (Segment each : segments()) {
            if (previous >= 0 && each.number() != previous + 1) {
                wrong.add("segment " + (previous + 1) + " is missing (directory=" + files.directory() + ")");
                expected[0] = -1;
            }
            previous = each.number();
            verify(each, expected, wrong, progress);
        }
        return wrong;
    }

    private void verify(Segment segment, long[] expected, List<String> wrong, Consumer<String> progress) {
        long[] count = {0};
        try {
            records(segment.number(), record -> {
                if (expected[0] >= 0 && record.sequence() != expected[0]) {
                    wrong.add("record " + record.sequence() + " comes where " + expected[0] + " is expected (file="
                            + segmentFile(segment.number()) + ")");
                }
                expected[0] = record.sequence() + 1;
                count[0]++;
            });
            progress.accept("segment " + segment.number() + " is whole, " + count[0] + " records");
        } catch (AmbrosiaException damaged) {
            wrong.add(damaged.getMessage());
        }
    }

    /** The files of this ending that are part of the log. */
    private List<LogFiles.Place> places(String ending) {
        try {
            return files.places(ending).stream().filter(manifest::has).toList();
        } catch (IOException failed) {
            throw LogFiles.unavailable("Listing the log's files", files.directory(), failed);
        }
    }

    private Path segmentFile(long number) {
        return files.segment(manifest.place(number).orElseThrow(() -> unknown("segment", number)));
    }

    private Path checkpointFile(long number) {
        return files.checkpoint(manifest.place(number).orElseThrow(() -> unknown("checkpoint", number)));
    }

    private LogException unknown(String what, long number) {
        return new LogException(
                ErrorTag.LogUnavailable,
                "The log has no " + what + " " + number + " (directory=" + files.directory()
                        + "). Those that it has are listed by: ambrosia log");
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException failed) {
            throw LogFiles.unavailable("Reading a segment", file, failed);
        }
    }
}
