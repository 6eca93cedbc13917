package org.ambrosia.runtime.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.ambrosia.runtime.api.StateException;
import org.junit.jupiter.api.Test;

class SchemaTest {
    private static final String RECORD = "example.Pair{int a,java.util.List<example.Pair> more}";

    @Test
    void aMethodWithAnIdOfItsOwnMayBeRenamed() {
        replays("method 7 @MethodId void put(int," + RECORD + ")", "method 7 @MethodId void store(int," + RECORD + ")");
    }

    @Test
    void aDerivedIdMayBePinnedToRename() {
        replays("method 7 long total()", "method 7 @MethodId long sum()");
        replays("method 7 @MethodId long sum()", "method 7 long total()");
    }

    @Test
    void aDerivedIdOfAnotherNameIsAnotherMethod() {
        refuses("method 7 long total()", "method 7 long sum()");
    }

    @Test
    void theTypesOfARenamedMethodMustStay() {
        refuses("method 7 @MethodId void put(int)", "method 7 @MethodId void store(long)");
        refuses("method 7 @MethodId void put(int)", "method 7 @MethodId int put(int)");
        refuses("method 7 @MethodId void put(" + RECORD + ")", "method 7 @MethodId void put(example.Pair{int b})");
    }

    @Test
    void idsThatNoMethodCanHaveAreRefused() {
        for (String id : new String[] {"-1", "8192", "2147483647", "x"}) {
            assertThatThrownBy(() -> new Schema("interface A\nmethod " + id + " void a()\n"))
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("\"" + id + "\"");
        }
        Schema schema = new Schema("interface A\nmethod 8191 void a()\n");
        assertThat(schema.has(8191)).isTrue();
        assertThat(schema.has(8192)).isFalse();
        assertThat(schema.has(-1)).isFalse();
    }

    private static void replays(String then, String now) {
        assertThatCode(() -> check(then, now)).doesNotThrowAnyException();
    }

    private static void refuses(String then, String now) {
        assertThatThrownBy(() -> check(then, now))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("SchemaMismatch")
                .hasMessageContaining("in record 5");
    }

    private static void check(String then, String now) {
        new Schema("interface A\n" + now + "\n").checkReplays(new Schema("interface A\n" + then + "\n"), "record 5");
    }
}
