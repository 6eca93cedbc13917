package org.ambrosia.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.ambrosia.runtime.protocol.OutputEncoder;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.PeerFrame.Resume;
import org.ambrosia.runtime.protocol.Position;
import org.junit.jupiter.api.Test;

/** Coordinators tell each other by which interfaces they call. */
class CalledInterfaceTest extends LoneCoordinator {
    @Test
    void aCallerWithAnotherInterfaceIsWarnedOfOnce() {
        greet(9, 1);
        say(new PeerFrame.Ping(0x11));
        assertThat(core.warnings()).as("nobody knows the own interface").isEmpty();
        output(OutputEncoder.calledInterface("", 0x22));
        assertThat(core.warnings())
                .singleElement()
                .asString()
                .contains("InterfaceDiffers", "\"server\" by \"client\"", "0000000000000011", "0000000000000022");
        say(new PeerFrame.Ping(0x11));
        say(new PeerFrame.Ping(0x22));
        say(new PeerFrame.Ping());
        assertThat(core.warnings()).hasSize(1);
        for (int i = 1; i <= 100; i++) {
            say(new PeerFrame.Ping(0x100 + i));
        }
        assertThat(core.warnings()).as("a peer can't fill the log").hasSizeLessThan(5);
    }

    @Test
    void byWhichInterfacesAPeerIsCalledIsToldOnEachLink() {
        output(OutputEncoder.calledInterface("client", 0x33));
        greet(9, 1);
        say(new Resume(Position.START));
        output(OutputEncoder.calledInterface("client", 0x44));
        output(OutputEncoder.calledInterface("client", 0x44));
        assertThat(core.sent().stream().filter(PeerFrame.Ping.class::isInstance))
                .containsExactly(new PeerFrame.Ping(0x33), new PeerFrame.Ping(0x44));
    }
}
