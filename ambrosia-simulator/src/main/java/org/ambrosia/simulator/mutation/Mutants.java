package org.ambrosia.simulator.mutation;

import java.util.List;

/** The mutants, each of which the simulator must kill. */
public final class Mutants {
    private Mutants() {}

    /** All of them. */
    public static List<Mutant> all() {
        return List.of(
                new Mutant(
                        "what was taken is confirmed before it is durable",
                        "core/Session.java",
                        "send(new PeerFrame.Durable(inbox.durable()), nowNanos);",
                        "send(new PeerFrame.Durable(inbox.taken()), nowNanos);"),
                new Mutant(
                        "a record is delivered when its write begins",
                        "core/Committer.java",
                        "effects.append(record);",
                        "effects.deliver(new org.ambrosia.runtime.protocol.Delivery.Messages(record.trailer().epoch(), record.sequence(), record.bytes(), record.bodyOffset(), record.bodyLength())); effects.append(record);"),
                new Mutant(
                        "a record that is given to the log ahead is delivered at once",
                        "core/Committer.java",
                        "appending.add(record);",
                        "if (!appending.isEmpty()) { effects.deliver(new org.ambrosia.runtime.protocol.Delivery.Messages(record.trailer().epoch(), record.sequence(), record.bytes(), record.bodyOffset(), record.bodyLength())); } appending.add(record);"),
                new Mutant(
                        "a confirmed call is never trimmed",
                        "core/Outbox.java",
                        "trimmed = Math.max(trimmed, position.replayable());",
                        ""),
                new Mutant(
                        "a new process numbers its impulses as the last one did",
                        "core/BindingIntake.java",
                        "outbox.addImpulse(committer.epoch(), ",
                        "outbox.addImpulse(1, "),
                new Mutant(
                        "a new primary begins no new epoch for its calls",
                        "log/file/LogView.java",
                        "return mine == null ? manifest.epoch() : ownEpoch;",
                        "return manifest.epoch();"),
                new Mutant(
                        "a primary does not look behind a write whether it was replaced",
                        "log/file/FileRecords.java",
                        "            int stored = writer.append(bytes, length);\n            view.checkReign();",
                        "            int stored = writer.append(bytes, length);"),
                new Mutant(
                        "who claims the log does not tell the last primary",
                        "log/file/Reigns.java",
                        "replaced.fence(number);",
                        ""),
                new Mutant(
                        "the lease of a primary runs out though it may be on a machine that shares no memory",
                        "log/file/PrimaryWatch.java",
                        "vacant = lease.hasRunOut(newest.get(), nowNanos) && shared;",
                        "vacant = lease.hasRunOut(newest.get(), nowNanos) || (shared && false);"),
                new Mutant(
                        "a primary does not look for a higher reign in the directory",
                        "log/file/LogView.java",
                        "if (highest > mine.number()) {",
                        "if (false) {"),
                new Mutant(
                        "what was written of a failed checkpoint stays on the disk",
                        "log/file/CheckpointDraft.java",
                        "Files.deleteIfExists(aside);",
                        ""),
                new Mutant(
                        "a primary that was replaced still deletes by its own manifest",
                        "log/file/FileCheckpoints.java",
                        "filter(newest -> newest.reign() == present.reign())",
                        "filter(newest -> true)"),
                new Mutant(
                        "a record is not forced where a synced write leaves it in the drive",
                        "log/file/WriteMode.java",
                        "return !system.startsWith(\"Mac\") && !system.startsWith(\"Darwin\");",
                        "return true;"),
                new Mutant(
                        "a secondary reads what is not durable yet",
                        "log/file/FileLogReader.java",
                        "long durableEnd = view.durableEnd();",
                        "long durableEnd = view.durableEnd() + 1;"),
                new Mutant(
                        "what is read while the log is claimed may be taken for its end",
                        "core/Replica.java",
                        "core != null && !claiming && ",
                        "core != null && "),
                new Mutant(
                        "a primary does not learn the calls of a checkpoint that is ahead of its application",
                        "core/Feeding.java",
                        "if (settings.replicated()) {",
                        "if (false) {"),
                new Mutant(
                        "what an application says before it has taken on its new state counts",
                        "core/Replica.java",
                        "if (restoresDue > 0 && isSaid(event)) {",
                        "if (false) {"),
                new Mutant(
                        "what an application in another process says before it has taken on its new state counts",
                        "binding/CoordinatorSession.java",
                        "if (restoresDue > 0) {",
                        "if (false) {"),
                new Mutant(
                        "a primary that is behind what is kept of the log waits for an application that is there already",
                        "core/Replica.java",
                        "if (isPrimary() || !apart) {",
                        "if (!apart) {"),
                new Mutant(
                        "a primary deletes what another process that follows has spilled",
                        "log/file/FileLog.java",
                        " && !members.isPresent(author)",
                        " && (members.isPresent(author) || true)"),
                new Mutant(
                        "a checkpoint of one replica refers to files of its own",
                        "core/Checkpointing.java",
                        "state.encode(!outboxes.room().spill().isShared())",
                        "state.encode(false)"),
                new Mutant(
                        "numbers begin again after a restart",
                        "core/Recovery.java",
                        "outboxes.restore(state.outboxes());",
                        "outboxes.restore(java.util.List.of());"),
                new Mutant(
                        "a checkpoint leaves out the outboxes",
                        "core/Checkpointing.java",
                        "outboxes.withoutBlank()",
                        "List.of()"),
                new Mutant(
                        "a checkpoint holds what was taken, not what was logged",
                        "core/Inboxes.java",
                        "positions.add(each.logged());",
                        "positions.add(each.current());"),
                new Mutant(
                        "a checkpoint belongs one record earlier",
                        "core/Checkpointing.java",
                        "boundarySequence = nextSequence;",
                        "boundarySequence = nextSequence - 1;"),
                new Mutant(
                        "the incarnation of a source is not looked at",
                        "core/Inbox.java",
                        "if (sourceIncarnation != incarnation) {",
                        "if (false) {"),
                new Mutant(
                        "the initial message is lost if nothing else was logged",
                        "core/Recovery.java",
                        "if (committer.nextSequence() == 0) {",
                        "if (false) {"),
                new Mutant(
                        "a batch that overlaps what was taken is taken as a whole",
                        "core/Intake.java",
                        "int duplicates = (int) (before + 1 - calls.first());",
                        "int duplicates = 0;"),
                new Mutant(
                        "calls that were taken are taken again",
                        "core/Intake.java",
                        "long before = inbox.takenBefore(calls);",
                        "long before = Math.min(calls.first() - 1, inbox.takenBefore(calls));"),
                new Mutant(
                        "a peer is told that nothing was taken",
                        "core/Session.java",
                        "send(new PeerFrame.Resume(inbox.taken(), inbox.seen(), inbox.isOpen()), nowNanos);",
                        "send(new PeerFrame.Resume(Position.START), nowNanos);"),
                new Mutant(
                        "a client may call before its registration is durable",
                        "core/Peers.java",
                        "if (inbox.isRegistered()) {",
                        "if (true) {"),
                new Mutant(
                        "a client that was forgotten sends its calls again",
                        "core/Clients.java",
                        "boolean wasRegistered = hello.epoch() > ClientName.EPOCH;",
                        "boolean wasRegistered = false;"),
                new Mutant(
                        "answers to a client that is gone are kept for ever",
                        "core/BindingIntake.java",
                        "Outbox outbox = outboxes.forget(caller);",
                        "Outbox outbox = null;"),
                new Mutant(
                        "a client that is absent is never forgotten",
                        "core/Clients.java",
                        "if (nowNanos - each.getValue() < settings.clientTimeoutNanos()) {",
                        "if (true) {"),
                new Mutant(
                        "a client without a link does not look for one while it waits for answers",
                        "core/Peers.java",
                        "if (!each.isEmpty() || settings.isClient()) {",
                        "if (!each.isEmpty()) {"),
                new Mutant(
                        "sending resumes one call too late",
                        "core/Peers.java",
                        "session.resume(outbox.cursor(resume.taken()));",
                        "session.resume(outbox.cursor(resume.taken().withReplayable(resume.taken().replayable() + 1)));"),
                new Mutant(
                        "a silent link is taken for alive",
                        "core/Peers.java",
                        "nowNanos - each.heardNanos() > settings.peerTimeoutNanos()",
                        "nowNanos - each.heardNanos() > Long.MAX_VALUE"),
                new Mutant(
                        "a peer that could not be reached is not dialled again",
                        "core/Dialling.java",
                        "attempt.running = false;",
                        ""),
                new Mutant(
                        "confirmed calls stay in the window",
                        "core/Session.java",
                        "unconfirmedBytes -= oldest.bytes;",
                        ""),
                new Mutant(
                        "nobody is made to wait",
                        "core/CoordinatorCore.java",
                        "peers.reading(inwardsBytes() <= settings.limits().deliveryBytes(),",
                        "peers.reading(true,"),
                new Mutant("outboxes don't spill", "core/Outbox.java", "room.isFullFor(memoryBytes) && ", "false && "),
                new Mutant(
                        "spilled calls are freed when the first of them is confirmed",
                        "core/CallBlock.java",
                        "return lastReplayable <= position.replayable() && ",
                        "return firstReplayable <= position.replayable() && "),
                new Mutant(
                        "spilled calls are not synced before the checkpoint that refers to them",
                        "log/file/FileCheckpoints.java",
                        "spill.sync();",
                        ""),
                new Mutant(
                        "a segment before the checkpoint's is replayed too",
                        "log/file/FileRecords.java",
                        "return new FileLogReader(files, view, fromSegment);",
                        "return new FileLogReader(files, view, Math.max(0, fromSegment - 1));"),
                new Mutant(
                        "what a dead process wrote is believed without a sync",
                        "log/file/FileLogReader.java",
                        "            channel.force(true);",
                        ""),
                new Mutant(
                        "a segment's writes are not synced",
                        "log/file/WriteMode.java",
                        "case BUFFERED -> FileChannel.open(file, WRITE, DSYNC);",
                        "case BUFFERED -> FileChannel.open(file, WRITE);"),
                new Mutant(
                        "a checkpoint is published before it is synced",
                        "log/file/CheckpointDraft.java",
                        "        channel.force(true);\n        channel.close();",
                        "        channel.close();"),
                new Mutant(
                        "a manifest is published before it is synced",
                        "log/file/LogFiles.java",
                        "            channel.force(true);\n        }\n    }\n\n    /**\n     * Opens a file.",
                        "        }\n    }\n\n    /**\n     * Opens a file."),
                new Mutant(
                        "names are not synced",
                        "log/file/LogFiles.java",
                        "                channel.force(true);\n            }\n        }\n    }\n\n    static LogException",
                        "            }\n        }\n    }\n\n    static LogException"),
                new Mutant(
                        "the furthest standby does not go first",
                        "core/driver/ElectionPolicy.java",
                        "        if (seen && isMuchBehind(position, furthestStandby.getAsLong())) {",
                        "        if (!seen && isMuchBehind(position, furthestStandby.getAsLong())) {"),
                new Mutant(
                        "retention deletes a segment too many",
                        "log/file/FileCheckpoints.java",
                        "            if (each.number() < oldestKept) {\n                LogFiles.deleteUnneeded(files.segment(each));",
                        "            if (each.number() <= oldestKept) {\n                LogFiles.deleteUnneeded(files.segment(each));"),
                new Mutant(
                        "calls that an application makes again are sent again",
                        "core/Outbox.java",
                        "        long before = made;\n        made += calls.count();",
                        "        long before = last;\n        made = last + calls.count();"),
                new Mutant(
                        "calls that were made before are kept with those behind them",
                        "core/Outbox.java",
                        "calls.behind((int) (kept - before));",
                        "calls;"),
                new Mutant(
                        "an application that resumes is given records again",
                        "core/BindingSession.java",
                        "if (record.sequence() <= executedThrough) {",
                        "if (record.sequence() < executedThrough) {"),
                new Mutant(
                        "calls are confirmed before an application has sent them again",
                        "core/BindingSession.java",
                        "attachment.isAnnounced() && (state == State.LIVE || state == State.FEEDING);",
                        "attachment.isAnnounced();"),
                new Mutant(
                        "an application that comes counts its calls from the beginning",
                        "core/Feeding.java",
                        "goesOnFrom(newest.made());",
                        "goesOnFrom(java.util.Map.of());"),
                new Mutant(
                        "an application forgets calls that may be lost",
                        "binding/RetainedCalls.java",
                        "return each.last() <= confirmed.getOrDefault(each.calls().destination(), 0L);",
                        "return !confirmed.isEmpty();"),
                new Mutant(
                        "a checkpoint for a dead coordinator is sent to the next",
                        "binding/CoordinatorSession.java",
                        "        staleCheckpoints += checkpointsDue;\n",
                        ""),
                new Mutant(
                        "histories are not compared when a link begins",
                        "core/HistoryCheck.java",
                        "if (!history.has(resume.seen())) {",
                        "if (resume.open() && !history.has(resume.seen())) {"),
                new Mutant(
                        "a log that was restored uses an epoch twice",
                        "log/file/LogView.java",
                        "return Math.max(last + 1, environment.clock().millis() * STARTS + start);",
                        "return last + 1;"),
                new Mutant(
                        "a copied log's place is not looked at",
                        "log/file/LogPlace.java",
                        "known.get().isSame(here);",
                        "true;"),
                new Mutant(
                        "a peer that was to be forgotten is still asked for its next number",
                        "core/Inbox.java",
                        "        open = true;\n",
                        "        open = false;\n"),
                new Mutant(
                        "what waits for a peer that is forgotten is still sent",
                        "core/Peers.java",
                        "outbox.trimAll();",
                        ""),
                new Mutant(
                        "an older build fails a logged call that a newer one has executed",
                        "binding/SchemaInForce.java",
                        "if (schema != own && schema.has(methodId) && !own.has(methodId)) {",
                        "if (false) {"),
                new Mutant(
                        "a call fails that a newer build was about to take",
                        "binding/SchemaInForce.java",
                        "return !releasing\n",
                        "return releasing\n"),
                new Mutant(
                        "a checkpoint forgets which build's methods are in force",
                        "binding/SchemaInForce.java",
                        "schema = named(in.string());",
                        "schema = in.string().isEmpty() ? null : own;"),
                new Mutant(
                        "a call is taken in whoever's name it is",
                        "protocol/CallRun.java",
                        "            CallLayout.checkSpeaker(in, end, speaker);\n",
                        ""),
                new Mutant(
                        "what a peer confirms while replay makes calls again counts though it was never made",
                        "core/Confirmations.java",
                        "if (outboxes.hasMade(session.peer(), position, committer.epoch())) {",
                        "if (!replayDone || outboxes.hasMade(session.peer(), position, committer.epoch())) {"),
                new Mutant(
                        "reading the status creates an inbox",
                        "core/Peers.java",
                        "outboxes.all().forEach(each -> names.add(each.destination()));",
                        "outboxes.all().forEach(each -> names.add(inboxes.of(each.destination()).source()));"),
                new Mutant(
                        "a map in the order of access is one in the order of insertion behind a recovery",
                        "serial/Containers.java",
                        "            if (accessOrdered) {",
                        "            if (false) {"));
    }
}
