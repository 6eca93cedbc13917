package org.ambrosia.runtime.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What differs between an instance and an outside caller. */
class PartyTest {
    @Test
    void anInstanceHasALogAnAddressAndACertificateOfItsOwn() {
        Party party = Party.of("server");
        assertThat(party).isEqualTo(new Party.Instance("server"));
        assertThat(party.hasLog()).isTrue();
        assertThat(party.isDialled()).isTrue();
        assertThat(party.certifiedName()).isEqualTo("server");
    }

    @Test
    void anOutsideCallerHasNeitherAndACertificateForAllOfThem() {
        Party party = Party.of(CallerName.of(71));
        assertThat(party).isEqualTo(new Party.OutsideCaller("~1z"));
        assertThat(party.hasLog()).isFalse();
        assertThat(party.isDialled()).isFalse();
        assertThat(party.certifiedName()).isEqualTo(CallerName.CERTIFIED);
    }
}
