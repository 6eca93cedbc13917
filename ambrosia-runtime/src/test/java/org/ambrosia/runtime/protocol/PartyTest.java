package org.ambrosia.runtime.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What differs between an instance and a client. */
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
    void aClientHasNeitherAndACertificateForAllOfThem() {
        Party party = Party.of(ClientName.of(71));
        assertThat(party).isEqualTo(new Party.AmbrosiaClient("~1z"));
        assertThat(party.hasLog()).isFalse();
        assertThat(party.isDialled()).isFalse();
        assertThat(party.certifiedName()).isEqualTo(ClientName.CERTIFIED);
    }
}
