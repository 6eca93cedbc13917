package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.ambrosia.runtime.api.Durability;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.LogSettings;
import org.ambrosia.runtime.protocol.Incarnation;

/**
 * The log as one of its processes sees it. It consists of the newest manifest that the process has
 * read, the reign of that manifest's primary, and the process's own reign if it has claimed the
 * log. The primary's reign states how far the log goes.
 *
 * <p>Threads that read, and the one that claims the log, may call at the same time.
 */
final class LogView implements FileLogReader.View, AutoCloseable {
    private static final long BEGIN_NANOS = 2_000_000L;
    /** The number of starts of machines that an epoch distinguishes. */
    private static final long STARTS = 64;

    private final LogFiles files;
    private final Environment environment;
    private final LogSettings settings;
    private final Members members;
    private final String holder;
    private final Reigns reigns;
    private final PrimaryWatch watch;

    private volatile Manifest manifest;
    /** The reign of the manifest's primary; null if nothing is left of it. */
    private volatile Reign writing;
    /** The reign of this process; null while it is not primary. */
    private volatile Reign own;
    /** The epoch of this process's calls, if it is primary. */
    private volatile long ownEpoch;
    /** The end of the open segment, if this process has claimed the log and not begun to write. */
    private volatile OptionalLong tailEnd = OptionalLong.empty();

    private volatile boolean begun;
    private volatile boolean released;
    /**
     * The reason why this process may not go on, although no other one has fenced it; null if it
     * may.
     */
    private volatile LogException lost;

    /**
     * Looks at a log, and begins it if there is none.
     *
     * @param holder this process, for people to read
     * @param members this process, which creates files under its number, and others
     */
    LogView(LogFiles files, LogSettings settings, Environment environment, String holder, Members members)
            throws IOException {
        this.files = files;
        this.settings = settings;
        this.environment = environment;
        this.members = members;
        this.holder = holder;
        this.reigns = new Reigns(files, environment.shared());
        Echo echo = new Echo(environment.random(), environment.shared().memory());
        this.watch = new PrimaryWatch(reigns, new Lease(settings.lease().toNanos()), echo, members);
        try {
            this.manifest = manifestOrBegin();
        } catch (IOException | RuntimeException | Error failed) {
            close();
            throw failed;
        }
    }

    /** Returns the log's manifest; no other process begins the log if this one does. */
    private Manifest manifestOrBegin() throws IOException {
        while (true) {
            // Looked for first: a process that writes them has written a manifest before.
            boolean isWritten = !files.places(LogFiles.SEGMENT).isEmpty()
                    || !files.places(LogFiles.CHECKPOINT).isEmpty();
            Optional<Manifest> found = Manifest.newest(files);
            if (found.isPresent()) {
                found.get().checkBelongsTo(settings.instance(), files);
                writing = reignOf(found.get());
                return found.get();
            }
            if (isWritten) {
                throw withoutManifest(files);
            }
            OptionalLong vacant = vacantReign(environment.nanos());
            if (vacant.isPresent()) {
                Optional<Reign> claimed = reigns.claim(vacant.getAsLong(), holder);
                if (claimed.isPresent() && isStillEmpty(claimed.get())) {
                    return begin(claimed.get());
                }
            } else {
                awaitRelease(BEGIN_NANOS);
            }
        }
    }

    static LogException withoutManifest(LogFiles files) {
        return new LogException(
                ErrorTag.LOG_CORRUPT,
                "The log has segments or checkpoints but no manifest (directory=" + files.directory()
                        + "). Nothing was changed. Restore the manifest from a backup.");
    }

    /**
     * Returns whether there is still no manifest. Another process may have begun the log, and died,
     * since this one found nothing; then this one joins that log.
     */
    private boolean isStillEmpty(Reign claimed) throws IOException {
        boolean empty = false;
        try {
            empty = Manifest.newest(files).isEmpty();
        } finally {
            if (!empty) {
                claimed.close();
            }
        }
        return empty;
    }

    private Manifest begin(Reign claimed) throws IOException {
        Manifest first = Manifest.first(newIdentity(), claimed.number());
        try {
            files.makeNameDurable();
            first.write(files.manifest(claimed.number()), members.number());
        } catch (IOException | RuntimeException | Error failed) {
            claimed.close();
            throw failed;
        }
        own = claimed;
        ownEpoch = first.epoch();
        writing = claimed;
        members.reigns(claimed.number());
        return first;
    }

    /**
     * Creates an identity. The high bits of an incarnation are the time of its creation, so that a
     * later one is greater; the bits below are random.
     */
    private LogIdentity newIdentity() {
        RandomGenerator random = environment.random();
        long incarnation = Incarnation.of(environment.clock().millis(), random.nextInt());
        return new LogIdentity(settings.instance(), incarnation, random.nextInt(Integer.MAX_VALUE), epochAfter(0));
    }

    LogIdentity identity() {
        Manifest present = manifest;
        return own == null
                ? present.identity()
                : present.writtenBy(own.number(), epoch()).identity();
    }

    /**
     * Returns the epoch of a primary that follows another one. It is higher than the last one, and
     * not lower than the date. So a log that was restored from a backup begins no epoch that it has
     * had.
     *
     * <p>The last bits distinguish the starts of machines, as when a log and its copy go on in the
     * same millisecond. On one machine a later epoch stays the higher one.
     */
    private long epochAfter(long last) {
        long start = Math.floorMod(environment.shared().memory(), STARTS);
        return Math.max(last + 1, environment.clock().millis() * STARTS + start);
    }

    private long epoch() {
        Reign mine = own;
        return mine == null ? manifest.epoch() : ownEpoch;
    }

    /** Returns this process's reign; null while it is not primary. */
    Reign own() {
        return own;
    }

    /** Returns whether a process holds the newest reign. */
    boolean isHeld() throws IOException {
        return watch.isHeld();
    }

    /** Returns whether another opening of the same log in this very process holds it. */
    boolean isHeldInThisProcess() throws IOException {
        return watch.isHeldInThisProcess();
    }

    /**
     * Returns the last reign, if no process reigns in it any more, as
     * {@link PrimaryWatch#vacantReign}.
     */
    synchronized OptionalLong vacantReign(long nowNanos) throws IOException {
        Manifest known = manifest;
        OptionalLong vacant = watch.vacantReign(known == null ? 0 : known.reign(), nowNanos);
        if (vacant.isEmpty() && watch.isOutOfReach()) {
            throw new LogException(
                    ErrorTag.UNSAFE_FILE_SYSTEM,
                    "The primary of \"" + settings.instance()
                            + "\" holds the log, but does not answer what this process writes in the"
                            + " memory of its reign: it hangs, or is on another machine, and memory is not shared with it on this"
                            + " file system (kind=\"" + environment.shared().fileSystem(files.directory())
                            + "\" directory="
                            + files.directory()
                            + "). This process joins nothing. End the primary, and start this one again;"
                            + " or put the log where all its processes run on one machine.");
        }
        return vacant;
    }

    /**
     * Looks in the directory for a claim of the log that another process can't report to this one.
     * That process may be on a machine that shares no memory with this one, or this process's reign
     * may have been deleted. If there is or may be such a claim, this process ends at its next look
     * at its reign.
     */
    void lookAround() throws IOException {
        if (!members.renew()) {
            lost = new LogException(
                    ErrorTag.LOG_IN_USE,
                    "Another process has taken the number or the role of this one, whose lock the system has let go of: some code in this"
                            + " process has opened and closed a file of the log's directory (instance="
                            + settings.instance()
                            + " replica=" + settings.replica() + " directory=" + files.directory()
                            + "). This one ends. Copy logs in a process of their own, and start it again.");
        }
        Reign mine = own;
        if (mine == null || released) {
            return;
        }
        mine.file().renew();
        long manifests = Manifest.highest(files);
        long highest = Math.max(reigns.highest(), manifests);
        if (highest > mine.number()) {
            mine.fence(highest);
        } else if (!reigns.isThere(mine.number())) {
            lost = new LogException(
                    ErrorTag.LOG_UNAVAILABLE,
                    "The file by which this process is the primary of \"" + settings.instance() + "\" is gone (file="
                            + files.reign(mine.number())
                            + "), so that another process may claim the log. This one ends. Keep other programs from the log's"
                            + " directory, and start it again.");
        }
    }

    void awaitRelease(long nanos) throws IOException {
        try {
            watch.awaitRelease(nanos);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized boolean isPrimary() {
        return own != null;
    }

    /** Makes this process the primary, if that reign is still the last; returns whether it is. */
    synchronized boolean claim(long vacantReign) throws IOException {
        if (own != null) {
            return true;
        }
        Optional<Reign> claimed = reigns.claim(vacantReign, holder);
        if (claimed.isEmpty()) {
            return false;
        }
        try {
            // Read before the manifest: if a noted epoch was deleted in favor of a manifest, that
            // manifest is there already.
            long noted = Epochs.highest(files);
            follow(Manifest.newest(files).orElseThrow());
            ownEpoch = epochAfter(Math.max(manifest.epoch(), noted));
            long number = claimed.get().number();
            Epochs.note(files, number, ownEpoch, members.number());
            forgetStartsThatCameToNothing(number);
        } catch (IOException | RuntimeException | Error failed) {
            claimed.get().close();
            throw failed;
        }
        own = claimed.get();
        members.reigns(own.number());
        return true;
    }

    /**
     * Deletes the traces of reigns that never wrote: a process that ends before it writes, and is
     * restarted each time, must not fill the directory.
     */
    private void forgetStartsThatCameToNothing(long number) throws IOException {
        Epochs.forgetBefore(files, number);
        reigns.deleteBetween(manifest.reign(), number - 1);
    }

    /** Returns whether this process was primary and another one has claimed the log. */
    boolean isReplaced() {
        Reign mine = own;
        return mine != null && mine.fencedBy() != 0;
    }

    /**
     * Checks that this process has not been replaced. No caller may act on anything written since
     * the previous check before this returns.
     *
     * @throws LogException if another process has claimed the log
     */
    void checkReign() {
        LogException known = lost;
        if (known != null) {
            throw known;
        }
        Reign mine = own;
        long by = mine == null ? 0 : mine.fencedBy();
        if (by != 0) {
            throw new LogException(
                    ErrorTag.FENCED,
                    "This process was replaced as primary of \"" + settings.instance() + "\" by " + reigns.holder(by)
                            + ": its reign is " + mine.number() + ", the present one " + by
                            + ". It had shown no sign of life for the lease of "
                            + settings.lease().toMillis()
                            + " ms. It ends, and has acknowledged nothing since; start it again, and it joins as a replica.");
        }
    }

    /** Returns the sequence id after the last record that the primary reports as durable. */
    long saidDurable() {
        Reign of = writing;
        return of == null ? 0 : of.durableEnd();
    }

    /**
     * Returns whether a checkpoint belongs to the log; the first one is stored before its manifest
     * is.
     */
    boolean has(Manifest present, LogFiles.Place checkpoint) {
        boolean first = isTail() && checkpoint.equals(new LogFiles.Place(present.open(), own.number()));
        return first || present.has(checkpoint);
    }

    /**
     * Returns the end of the open segment that this process has claimed and not begun to write;
     * empty if no reader has looked.
     */
    OptionalLong tailEnd() {
        return tailEnd;
    }

    /**
     * Notes that this process writes a segment from now on, and that its manifest, which it has
     * written, is the log's.
     */
    void begins(Manifest next, long segment, long firstSequence) throws IOException {
        manifest = next;
        writing = own;
        own.durableEnd(firstSequence);
        own.segmentEnd(segment + 1);
        if (!begun) {
            begun = true;
            files.deleteManifestsBefore(own.number());
            Epochs.forgetUpTo(files, own.number());
            reigns.deleteBefore(own.number() - 1);
        }
    }

    @Override
    public Manifest manifest() {
        return manifest;
    }

    @Override
    public synchronized boolean refresh() throws IOException {
        Reign known = writing;
        Manifest before = manifest;
        boolean mayBeOther = known == null || known.fencedBy() != 0 || known.segmentEnd() > before.open() + 1;
        return mayBeOther && readAgain();
    }

    /**
     * Reads the manifest again, whatever the primary reports in memory, which this process may see
     * late or never. Returns whether there was another one.
     */
    synchronized boolean readAgain() throws IOException {
        if (own != null) {
            return false;
        }
        Manifest before = manifest;
        Manifest now = Manifest.newest(files).orElse(before);
        if (now.equals(before)) {
            return false;
        }
        follow(now);
        return true;
    }

    /** Adopts this as the log's manifest; the reign of its author states how far the log goes. */
    private void follow(Manifest now) throws IOException {
        Reign known = writing;
        if (known == null || now.reign() != manifest.reign()) {
            writing = reignOf(now);
            if (known != null) {
                known.close();
            }
        }
        manifest = now;
    }

    private Reign reignOf(Manifest of) throws IOException {
        return environment
                .shared()
                .find(files.reign(of.reign()))
                .map(file -> new Reign(of.reign(), file))
                .orElse(null);
    }

    /**
     * Returns what the primary reported in memory, or 0 if that can't be trusted. It is not trusted
     * if the primary ran before the machine's last start, or on another machine. What was only in
     * the system's memory may be gone, and a copy of the directory need not be of one moment.
     */
    @Override
    public long durableEnd() {
        Reign of = writing;
        return of != null && isBelieved(of) ? of.durableEnd() : 0;
    }

    private boolean isBelieved(Reign of) {
        return (settings.durability() == Durability.STABLE_STORAGE
                        && of.memory() == environment.shared().memory())
                || of.file().isHeld();
    }

    /**
     * Returns whether the segment is known to have begun. Its primary may report so, or the
     * checkpoint at its beginning may be there. A checkpoint is stored when the beginning of its
     * segment has been written, except for the first, which comes before everything else.
     */
    @Override
    public boolean hasBegun(LogFiles.Place segment) {
        Reign of = writing;
        boolean said = of != null && isBelieved(of) && of.segmentEnd() > segment.number();
        return said
                || (segment.number() > 0
                        && settings.durability() == Durability.STABLE_STORAGE
                        && Files.exists(files.checkpoint(segment)));
    }

    @Override
    public long segmentEnd() {
        Reign of = writing;
        return of == null ? 0 : of.segmentEnd();
    }

    @Override
    public long bytes() {
        Reign of = writing;
        return of == null ? 0 : of.bytes();
    }

    @Override
    public boolean isTail() {
        return own != null && !begun;
    }

    @Override
    public void tailEnds(long end) {
        tailEnd = OptionalLong.of(end);
    }

    @Override
    public LogException missing(long number) {
        try {
            Manifest present = Manifest.newest(files).orElse(manifest);
            boolean newer = files.places(LogFiles.CHECKPOINT).stream()
                    .anyMatch(each -> each.number() > number && present.has(each));
            return newer
                    ? FileLogReader.behind(settings.instance(), number, files.directory())
                    : brokenChain("segment " + number + " is missing");
        } catch (IOException failed) {
            return LogFiles.unavailable("Listing the log's checkpoints", files.directory(), failed);
        }
    }

    LogException brokenChain(String what) {
        return new LogException(
                ErrorTag.LOG_CORRUPT,
                "The log's segments don't follow each other: " + what + " (instance=" + settings.instance()
                        + " directory=" + files.directory() + "). Nothing was changed. Restore the missing files.");
    }

    /** Ends this process's reign. */
    void release() {
        released = true;
        Reign mine = own;
        if (mine != null) {
            mine.close();
        }
    }

    @Override
    public void close() {
        release();
        Reign followed = writing;
        if (followed != null) {
            followed.close();
        }
        reigns.forget();
    }
}
