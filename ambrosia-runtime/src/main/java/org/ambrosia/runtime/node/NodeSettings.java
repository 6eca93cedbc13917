package org.ambrosia.runtime.node;

import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.InvalidConfigurationException;
import org.ambrosia.runtime.core.CoreSettings;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.protocol.FrameFormat;

/** The settings of the parts of a node, from an instance's configuration. */
final class NodeSettings {
    /**
     * The max size of a record besides messages: its header, and the positions of the sources of
     * its messages.
     */
    private static final int MAX_RECORD_OVERHEAD_BYTES = 16 << 20;

    private static final int MIN_FRAME_BYTES = 1 << 16;

    private NodeSettings() {}

    /**
     * Returns the core's settings, on a log that was joined.
     *
     * @throws InvalidConfigurationException if a message may be larger than the log accepts
     */
    static CoreSettings core(InstanceConfig config, Log log) {
        LogIdentity identity = log.identity();
        long largest = (long) CoreSettings.Limits.DEFAULT.largestRecordBytes(config.maxMessageBytes())
                + MAX_RECORD_OVERHEAD_BYTES;
        int taken = log.records().maxRecordBytes();
        if (largest > taken) {
            throw new InvalidConfigurationException(
                    ErrorTag.INVALID_CONFIGURATION,
                    "The setting maxMessageBytes is wrong: expected at most " + (taken - MAX_RECORD_OVERHEAD_BYTES)
                            + ", since a record of the log has at most " + taken + " bytes, found "
                            + config.maxMessageBytes() + " (instance=" + config.name() + " log=" + config.log() + ").");
        }
        return new CoreSettings(
                identity.instance(),
                identity.incarnation(),
                identity.committerId(),
                config.maxMessageBytes(),
                config.segmentBytes(),
                config.isReplicated(),
                config.peerTimeout().toNanos(),
                config.clientTimeout().toNanos(),
                CoreSettings.Limits.DEFAULT,
                config.allowedPeers(),
                log.records().maxInFlight());
    }

    /** Returns the size of the largest frame that is accepted from a peer, in bytes. */
    static int maxFrameBytes(InstanceConfig config) {
        return Math.max(config.maxMessageBytes(), MIN_FRAME_BYTES) + FrameFormat.OVERHEAD_BYTES;
    }
}
