package org.ambrosia.processor.declaration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DocumentationTest {
    @Test
    void aMethodWithoutACommentHasNoDescription() {
        assertThat(Documentation.description(null)).isEmpty();
        assertThat(Documentation.description("\n @return a number\n")).isEmpty();
    }

    @Test
    void theDescriptionEndsBeforeTheFirstBlockTag() {
        assertThat(Documentation.description(" Adds.\n Twice.\n\n @param one a number\n and more\n"))
                .isEqualTo("Adds.\nTwice.");
    }

    @Test
    void aLinkIsItsLabelOrCode() {
        assertThat(Documentation.description(" See {@link #add}, {@link Point#x} and {@linkplain Point the $1 point}."))
                .isEqualTo("See {@code add}, {@code Point.x} and the $1 point.");
    }

    @Test
    void aLinkMayHaveParametersAndNestedClasses() {
        assertThat(Documentation.description(" As {@link #add(int, String)}, {@link Foo$Bar#x(int) a \\ label}."))
                .isEqualTo("As {@code add(int, String)}, a \\ label.");
        assertThat(Documentation.description(" {@link Foo$Bar}")).isEqualTo("{@code Foo$Bar}");
    }

    @Test
    void otherTagsStay() {
        assertThat(Documentation.description(" {@inheritDoc} Returns {@code a}."))
                .isEqualTo("Returns {@code a}.");
    }
}
