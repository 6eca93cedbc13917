package org.ambrosia.runtime.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.codegen.Dispatcher;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.junit.jupiter.api.Test;

/** What was stored is loaded before it is relied on. */
@SuppressWarnings("UnusedVariable") // Fields are read by name.
class VerifiedStateTest {

    static final class Shop extends ImmortalBase {
        private final List<Object> items = new ArrayList<>();
        private final Set<Name> names = new LinkedHashSet<>();

        @Override
        protected Dispatcher dispatcher() {
            return null;
        }
    }

    /** Its constructor puts another text in place of what it is given. */
    record Louder(String text) {
        Louder {
            text = text + "!";
        }
    }

    static boolean strict;

    /** Its constructor has become stricter. */
    record Strict(int number) {
        Strict {
            if (strict && number < 0) {
                throw new IllegalArgumentException("negative");
            }
        }
    }

    static final class Name {
        private String text;

        Name(String text) {
            this.text = text;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Name name && name.text.equals(text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    private final Shop shop = new Shop();
    private final KryoCodec codec = new KryoCodec(shop, List.of(Louder.class, Strict.class), null);

    @Test
    void aStateThatComesBackAsItWasIsFine() {
        shop.items.add(new Strict(1));
        shop.names.add(new Name("a"));
        verify();
        assertThat(shop.items).containsExactly(new Strict(1));
        assertThat(shop.names).hasSize(1);
    }

    @Test
    void aConstructorThatChangesWhatItIsGivenIsFound() {
        shop.items.add("text");
        shop.items.add(new Louder("a"));
        assertThatThrownBy(this::verify)
                .isInstanceOfSatisfying(
                        StateException.class,
                        refused -> assertThat(refused.tag()).isEqualTo(ErrorTag.STATE_NOT_RESTORABLE))
                .hasMessageContaining("Shop.items[1]");
    }

    @Test
    void aConstructorThatHasBecomeStricterIsFound() {
        strict = false;
        shop.items.add(new Strict(-1));
        strict = true;
        assertThatThrownBy(this::verify)
                .isInstanceOf(AmbrosiaException.class)
                .hasMessageContaining("Strict")
                .hasMessageContaining("negative");
    }

    @Test
    void keysThatWereChangedAreFound() {
        Name one = new Name("a");
        Name other = new Name("b");
        shop.names.addAll(List.of(one, other));
        other.text = "a";
        assertThatThrownBy(this::verify).isInstanceOf(StateException.class).hasMessageContaining("2 elements");
    }

    private void verify() {
        byte[] stored = codec.encodeState(shop);
        codec.verifyState(stored, 0, stored.length, Shop.class);
    }
}
