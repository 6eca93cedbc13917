package org.ambrosia.simulator.cluster;

import java.util.TreeMap;
import java.util.TreeSet;
import org.ambrosia.simulator.check.History;
import org.ambrosia.simulator.disk.SimDisk;
import org.ambrosia.simulator.disk.SimSharedFiles;

/**
 * What a machine held at one moment, as a snapshot of its file system has it; and what the checkers knew then.
 *
 * @param disk its files, as programs saw them
 * @param shared what was in the files that processes share
 * @param history the log
 * @param checkpoints the application's part of each checkpoint that had been stored
 * @param epochs those of the primaries until then
 */
record MachineImage(
        SimDisk disk,
        SimSharedFiles shared,
        History history,
        TreeMap<Long, byte[]> checkpoints,
        TreeSet<Long> epochs) {}
