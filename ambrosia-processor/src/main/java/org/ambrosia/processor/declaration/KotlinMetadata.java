package org.ambrosia.processor.declaration;

import java.util.List;
import java.util.Map;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;

/**
 * What Kotlin's compiler notes of a class in its annotation {@code kotlin.Metadata}. The Java that kapt makes of Kotlin's source has no
 * {@code sealed}; the annotation has it, in the first bits of a message of Protocol Buffers behind a table of names.
 */
final class KotlinMetadata {
    /** The first character of bytes that are written as characters. */
    private static final char BYTES = 0;

    private static final int FLAGS = 1 << 3;
    private static final int MODALITY = 4;
    private static final int SEALED = 3;

    private final String text;
    private int position;

    private KotlinMetadata(String text) {
        this.text = text;
    }

    /** Whether a class is declared as sealed in Kotlin. */
    static boolean isSealed(TypeElement type) {
        for (AnnotationMirror each : type.getAnnotationMirrors()) {
            if (((TypeElement) each.getAnnotationType().asElement())
                    .getQualifiedName()
                    .contentEquals("kotlin.Metadata")) {
                return isSealed(data(each));
            }
        }
        return false;
    }

    private static String data(AnnotationMirror metadata) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<? extends ExecutableElement, ? extends AnnotationValue> each :
                metadata.getElementValues().entrySet()) {
            if (each.getKey().getSimpleName().contentEquals("d1")
                    && each.getValue().getValue() instanceof List<?> parts) {
                parts.forEach(part -> text.append(((AnnotationValue) part).getValue()));
            }
        }
        return text.toString();
    }

    private static boolean isSealed(String data) {
        if (data.isEmpty() || data.charAt(0) != BYTES) {
            return false;
        }
        try {
            KotlinMetadata message = new KotlinMetadata(data);
            message.position = 1;
            int names = message.number();
            message.position += names;
            return message.number() == FLAGS && (message.number() >> MODALITY & SEALED) == SEALED;
        } catch (IndexOutOfBoundsException otherFormat) {
            return false;
        }
    }

    private int number() {
        int number = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            char each = text.charAt(position++);
            number |= (each & 0x7f) << shift;
            if (each < 0x80) {
                return number;
            }
        }
        throw new IndexOutOfBoundsException("a number of more than 32 bits");
    }
}
