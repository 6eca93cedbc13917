package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.LogInspection;
import org.ambrosia.runtime.log.SkippedCall;
import org.ambrosia.runtime.log.StoredCheckpoint;
import org.ambrosia.runtime.log.StoredRecord;

/** Looks at the files of a log. */
final class FileLogInspection implements LogInspection {
    private final LogFiles files;
    private final Manifest manifest;
    private final SharedFiles shared;

    private FileLogInspection(LogFiles files, Manifest manifest, SharedFiles shared) {
        this.files = files;
        this.manifest = manifest;
        this.shared = shared;
    }

    static FileLogInspection open(LogFiles files, String instance, SharedFiles shared) {
        try {
            boolean isWritten = !files.places(LogFiles.SEGMENT).isEmpty()
                    || !files.places(LogFiles.CHECKPOINT).isEmpty();
            Optional<Manifest> newest = Manifest.newest(files);
            if (newest.isEmpty() && isWritten) {
                throw LogView.withoutManifest(files);
            }
            Manifest manifest = newest.orElseThrow(() -> new NoSuchFileException("manifest"));
            manifest.checkBelongsTo(instance, files);
            return new FileLogInspection(files, manifest, shared);
        } catch (NoSuchFileException none) {
            throw new LogException(
                    ErrorTag.LOG_UNAVAILABLE,
                    "There is no log of \"" + instance + "\" (directory=" + files.directory()
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
    public List<SkippedCall> skippedCalls() {
        return SkipFile.read(files);
    }

    @Override
    public List<Long> checkpoints() {
        return places(LogFiles.CHECKPOINT).stream().map(LogFiles.Place::number).toList();
    }

    @Override
    public Optional<StoredCheckpoint> checkpoint(long number) {
        Path file = checkpointFile(number);
        try {
            return Optional.of(CheckpointFile.open(file, identity(), number));
        } catch (MalformedDataException damaged) {
            return Optional.empty();
        } catch (IOException failed) {
            throw LogFiles.unavailable("Reading a checkpoint", file, failed);
        }
    }

    @Override
    public void records(long segment, Consumer<StoredRecord> consumer) {
        records(segment, firstSequence -> {}, consumer);
    }

    /**
     * Passes the sequence id of the segment's first record to {@code first} before the records,
     * even if there is none; -1 if the segment has no header.
     */
    private void records(long segment, LongConsumer first, Consumer<StoredRecord> consumer) {
        Path file = segmentFile(segment);
        Manifest.Seal seal = manifest.sealed().get(segment);
        LogFiles.Place place = manifest.place(segment).orElseThrow(() -> unknown("segment", segment));
        try (SegmentReader reader = new SegmentReader(file, identity(), place, seal == null ? -1 : seal.end())) {
            first.accept(reader.firstSequence());
            for (StoredRecord record = reader.nextOfTail(); record != null; record = reader.nextOfTail()) {
                consumer.accept(record);
            }
        } catch (IOException failed) {
            throw LogFiles.unavailable("Reading a segment", file, failed);
        }
    }

    @Override
    public List<String> verify(Consumer<String> progress) {
        Said said = said();
        List<String> wrong = new ArrayList<>();
        for (long number : checkpoints()) {
            try {
                CheckpointFile.verify(checkpointFile(number), identity(), number);
                progress.accept("checkpoint " + number + " is whole");
            } catch (MalformedDataException damaged) {
                wrong.add(damaged.getMessage() + " (file=" + checkpointFile(number) + ")");
            } catch (IOException failed) {
                wrong.add(failed + " (file=" + checkpointFile(number) + ")");
            }
        }
        if (checkpoints().isEmpty() && (said.segmentEnd() > 0 || !segments().isEmpty())) {
            wrong.add("there is no checkpoint, with which the instance could begin (directory=" + files.directory()
                    + ")");
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
        checkChain(wrong);
        long last = said.segmentEnd() - 1;
        if (last > previous) {
            wrong.add("segment " + last + " is missing, which was on stable storage (directory=" + files.directory()
                    + ")");
        } else if (wrong.isEmpty() && Math.max(0, expected[0]) < said.durableEnd()) {
            wrong.add("the log ends too early: records up to " + (said.durableEnd() - 1)
                    + " were on stable storage, found up to " + (expected[0] - 1) + " (file=" + segmentFile(previous)
                    + ")");
        }
        return wrong;
    }

    /**
     * Checks that each segment after the oldest checkpoint is there. What the last primary reported
     * must be there too, unless the log was adopted here.
     */
    private void checkChain(List<String> wrong) {
        Set<Long> present = segments().stream().map(Segment::number).collect(Collectors.toSet());
        long oldest = checkpoints().stream().min(Long::compare).orElse(0L);
        manifest.sealed().tailMap(oldest).forEach((number, seal) -> {
            if (seal.end() > 0 && !present.contains(number)) {
                addOnce(wrong, "segment " + number + " is missing (directory=" + files.directory() + ")");
            }
        });
        try {
            boolean said = Files.exists(files.reign(manifest.reign()));
            if (!said && !LogPlace.isHere(files, shared.machine())) {
                wrong.add(
                        "the file is missing by which the last primary said how far the log goes, so that its end may be"
                                + " missing too (file=" + files.reign(manifest.reign()) + ")");
            }
        } catch (IOException failed) {
            throw LogFiles.unavailable("Reading where the log belongs", files.place(), failed);
        }
    }

    private static void addOnce(List<String> wrong, String what) {
        if (!wrong.contains(what)) {
            wrong.add(what);
        }
    }

    /**
     * The report of the log's last primary in the file of its reign, read before anything else
     * here. It contains the number after the segment that the primary writes, and the sequence id
     * after the last record that it has made durable. Both are 0 if that file is gone.
     */
    private record Said(long segmentEnd, long durableEnd) {}

    private Said said() {
        try {
            Optional<SharedFile> found = shared.find(files.reign(manifest.reign()));
            if (found.isEmpty()) {
                return new Said(0, 0);
            }
            try (Reign reign = new Reign(manifest.reign(), found.get())) {
                return new Said(reign.segmentEnd(), reign.durableEnd());
            }
        } catch (IOException failed) {
            throw LogFiles.unavailable("Reading what the last primary has said", files.reign(manifest.reign()), failed);
        }
    }

    private void verify(Segment segment, long[] expected, List<String> wrong, Consumer<String> progress) {
        long[] count = {0};
        try {
            records(segment.number(), first -> expected[0] = expected[0] < 0 ? first : expected[0], record -> {
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

    /** Returns the files of this ending that are part of the log. */
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
                ErrorTag.LOG_UNAVAILABLE,
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
