package org.ambrosia.processor.declaration;

import java.util.LinkedHashSet;
import java.util.Set;
import javax.annotation.processing.Messager;
import javax.lang.model.element.Element;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Types;
import javax.tools.Diagnostic;

/**
 * Looks for what must not be sent in the fields of classes that Kryo encodes, as far as declared types show it. A hashed
 * container whose keys have no hash code of their own is gone through in another order in each process, so that replicas would
 * make their calls in different orders.
 */
final class KryoClasses {
    private static final Set<String> HASHED = Set.of("java.util.HashMap", "java.util.HashSet");

    private final Types types;
    private final Messager messager;
    private final Set<String> warned = new LinkedHashSet<>();

    KryoClasses(Types types, Messager messager) {
        this.types = types;
        this.messager = messager;
    }

    /** Whether the order of a container of this class may differ from process to process. */
    static boolean isHashed(String className) {
        return HASHED.contains(className);
    }

    /** Why a hashed container can't be sent, and what to send. */
    static String hashedAdvice(String className) {
        String type = className.endsWith("Map") ? "Map" : "Set";
        return "replicas could go through it in different orders, and call others in different orders. Declare " + type
                + ", which arrives in the order of its sender, or Linked" + className.substring("java.util.".length())
                + " or Tree" + type + ".";
    }

    /** Warns of each field that is declared as a hashed container, once. */
    void warnOfHashedFields(DeclaredType type, Element at) {
        visit(type, at, new LinkedHashSet<>());
    }

    private void visit(TypeMirror type, Element at, Set<String> seen) {
        if (type instanceof ArrayType array) {
            visit(array.getComponentType(), at, seen);
        } else if (type instanceof WildcardType wildcard && wildcard.getExtendsBound() != null) {
            visit(wildcard.getExtendsBound(), at, seen);
        } else if (type.getKind() == TypeKind.DECLARED) {
            DeclaredType declared = (DeclaredType) type;
            declared.getTypeArguments().forEach(each -> visit(each, at, seen));
            TypeElement element = (TypeElement) declared.asElement();
            String name = element.getQualifiedName().toString();
            if (!name.startsWith("java.") && seen.add(name)) {
                visitFields(element, at, seen);
                visit(element.getSuperclass(), at, seen);
            }
        }
    }

    private void visitFields(TypeElement element, Element at, Set<String> seen) {
        for (VariableElement field : ElementFilter.fieldsIn(element.getEnclosedElements())) {
            Set<Modifier> modifiers = field.getModifiers();
            if (modifiers.contains(Modifier.STATIC) || modifiers.contains(Modifier.TRANSIENT)) {
                continue;
            }
            String type = types.erasure(field.asType()).toString();
            String name = element.getQualifiedName() + "." + field.getSimpleName();
            if (isHashed(type) && warned.add(name)) {
                messager.printMessage(
                        Diagnostic.Kind.WARNING,
                        "The field " + name + ", which is sent with " + at.getSimpleName() + ", is a " + type + ": "
                                + hashedAdvice(type),
                        at);
            }
            visit(field.asType(), at, seen);
        }
    }
}
