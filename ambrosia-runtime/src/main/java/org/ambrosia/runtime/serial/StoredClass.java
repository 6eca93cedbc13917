package org.ambrosia.runtime.serial;

import static org.ambrosia.runtime.api.ErrorTag.ClassNotStorable;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ambrosia.runtime.api.InstanceProxy;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.serial.ClassDescriptor.Kind;
import org.ambrosia.runtime.serial.ClassDescriptor.StoredField;

/** A class of this build that may be stored: what it is, and its fields by name. */
final class StoredClass {
    private final Class<?> type;
    private final Kind kind;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    StoredClass(Class<?> type) {
        this.type = type;
        this.kind = kindOf(type);
        if (kind == Kind.OBJECT || kind == Kind.RECORD) {
            refuseLambdasAndInnerClasses();
            gatherFields(type);
        }
    }

    Class<?> type() {
        return type;
    }

    Kind kind() {
        return kind;
    }

    /** The fields by name, those of superclasses first; for a record, its components in their order. */
    Map<String, Field> fields() {
        return fields;
    }

    ClassDescriptor describe(int id) {
        List<StoredField> stored = new ArrayList<>();
        fields.forEach((name, field) ->
                stored.add(new StoredField(name, field.getGenericType().getTypeName())));
        return new ClassDescriptor(id, type.getName(), kind, stored);
    }

    /** Makes a private member usable, or says which line of a {@code module-info.java} is missing. */
    static <T extends AccessibleObject> T open(T member, Class<?> owner) {
        try {
            member.setAccessible(true);
            return member;
        } catch (InaccessibleObjectException closed) {
            throw StateException.packageNotOpen(owner, closed);
        }
    }

    private static Kind kindOf(Class<?> type) {
        if (type.isArray()) {
            return Kind.ARRAY;
        }
        if (type.isEnum()) {
            return Kind.ENUM;
        }
        if (InstanceProxy.class.isAssignableFrom(type)) {
            return Kind.PROXY;
        }
        return type.isRecord() ? Kind.RECORD : Kind.OBJECT;
    }

    private void refuseLambdasAndInnerClasses() {
        String what = null;
        if (type.isHidden() || type.isSynthetic()) {
            what = "a lambda";
        } else if (type.isAnonymousClass() || type.isLocalClass()) {
            what = "a class without a name of its own";
        } else if (Throwable.class.isAssignableFrom(type)) {
            what = "an exception";
        }
        if (what != null) {
            throw new StateException(
                    ClassNotStorable,
                    type.getName() + " is " + what + ", which can't be stored. Use a named class, or mark the field"
                            + " transient.");
        }
    }

    private void gatherFields(Class<?> owner) {
        if (kind == Kind.RECORD) {
            for (RecordComponent component : owner.getRecordComponents()) {
                gather(owner, fieldOf(owner, component.getName()));
            }
            return;
        }
        if (owner.getSuperclass() != null && owner.getSuperclass() != Object.class) {
            gatherFields(owner.getSuperclass());
        }
        for (Field field : owner.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                gather(owner, field);
            }
        }
    }

    private void gather(Class<?> owner, Field field) {
        Field shadowed = fields.put(field.getName(), open(field, owner));
        if (shadowed != null) {
            throw new StateException(
                    ClassNotStorable,
                    "The field \"" + field.getName() + "\" is in both " + owner.getName() + " and "
                            + shadowed.getDeclaringClass().getName()
                            + "; stored fields are matched by name. Rename one.");
        }
    }

    private static Field fieldOf(Class<?> owner, String name) {
        try {
            return owner.getDeclaredField(name);
        } catch (NoSuchFieldException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
