package org.ambrosia.runtime.protocol;

import java.util.Map;

/** What the application receives, always in this order. */
public sealed interface Delivery extends CoordinatorRecord {
    /** Start for the first time. The binding answers with the initial message and a checkpoint. */
    record FirstStart() implements Delivery {}

    /**
     * Continue from this state.
     *
     * @param application the state that the application supplied as its checkpoint
     * @param epoch the epoch in which the record before it was written; 0 if there is none
     * @param nextSequence the sequence id of the first record after it
     * @param made how many replayable calls had been made to each destination
     */
    record Restore(byte[] application, long epoch, long nextSequence, Map<String, Long> made) implements Delivery {}

    /**
     * Continue from the state that is still in memory. The binding first sends again the calls that
     * may have been lost.
     */
    record Resume() implements Delivery {}

    /**
     * Execute these messages. They are on stable storage.
     *
     * @param epoch the epoch in which their record was written
     * @param sequence the sequence id of their record
     * @param bytes the array that holds them
     * @param offset where they begin
     * @param length how many bytes they take
     */
    record Messages(long epoch, long sequence, byte[] bytes, int offset, int length) implements Delivery {
        /**
         * Returns these messages without the calls that an operator has skipped, for a binding that
         * does not know that type.
         */
        public Messages withoutSkipped() {
            Decoder in = new Decoder(bytes, offset, length);
            Encoder out = null;
            while (in.remaining() > 0) {
                int begin = in.position();
                in.skip(in.length());
                boolean isSkipped = typeAt(begin) == MessageType.SKIPPED;
                if (isSkipped && out == null) {
                    out = new Encoder(length).bytes(bytes, offset, begin - offset);
                } else if (!isSkipped && out != null) {
                    out.bytes(bytes, begin, in.position() - begin);
                }
            }
            return out == null ? this : new Messages(epoch, sequence, out.toByteArray(), 0, out.length());
        }

        private int typeAt(int begin) {
            Decoder message = new Decoder(bytes, begin, offset + length - begin);
            return message.length() == 0 ? -1 : message.u8();
        }
    }

    /** Take a checkpoint of the state at this place, and answer with it. */
    record TakeCheckpoint() implements Delivery {}

    /** Recovery is over: what follows is new. */
    record BecomingPrimary() implements Delivery {}

    /**
     * As {@link BecomingPrimary}, and answer with a checkpoint. For a binding of the published
     * protocol only.
     */
    record BecomingPrimaryCheckpoint() implements Delivery {}

    /**
     * These calls need not be sent again, even if the coordinator ends.
     *
     * @param calls the number of the last such call to each destination
     */
    record Confirmed(Map<String, Long> calls) implements Delivery {}
}
