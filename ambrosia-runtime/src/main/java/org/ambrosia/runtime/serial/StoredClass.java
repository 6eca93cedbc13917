package org.ambrosia.runtime.serial;

import java.io.ObjectStreamException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ambrosia.runtime.api.InstanceProxy;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.serial.ClassDescriptor.Kind;
import org.ambrosia.runtime.serial.ClassDescriptor.StoredField;
import org.objenesis.instantiator.ObjectInstantiator;
import org.objenesis.strategy.StdInstantiatorStrategy;

/**
 * A class of this build that may be stored: its kind, its fields by name, and how its objects are
 * created.
 */
final class StoredClass {
    private final Class<?> type;
    private final Kind kind;
    private final Map<String, Field> fields = new LinkedHashMap<>();
    private Object singleton;
    private Method readResolve;
    private Constructor<?> constructor;
    private ObjectInstantiator<?> instantiator;

    /**
     * Inspects a class.
     *
     * @throws Refusal if its objects can't be stored
     */
    StoredClass(Class<?> type) throws Refusal {
        this.type = type;
        Kind first = kindOf(type);
        if (first == Kind.OBJECT || first == Kind.RECORD) {
            Refusal.check(type);
            gatherFields(type, first == Kind.RECORD);
        }
        this.kind = first == Kind.OBJECT ? kindOfObject() : first;
        if (kind == Kind.OBJECT && !ImmortalBase.class.isAssignableFrom(type)) {
            checkTransients();
        }
    }

    /** Describes a class that has one object, which the caller knows. */
    private StoredClass(Object singleton) {
        this.type = singleton.getClass();
        this.kind = Kind.SINGLETON;
        this.singleton = singleton;
    }

    static StoredClass ofOnly(Object singleton) {
        return new StoredClass(singleton);
    }

    /**
     * Checks transient fields: a value is lost if no constructor sets it after a recovery and
     * nothing can set it later.
     */
    private void checkTransients() throws Refusal {
        if (Arrays.stream(type.getDeclaredConstructors()).anyMatch(each -> each.getParameterCount() == 0)) {
            return;
        }
        for (Class<?> owner = type; owner != null && !Refusal.isOfPlatform(owner); owner = owner.getSuperclass()) {
            for (Field each : owner.getDeclaredFields()) {
                int modifiers = each.getModifiers();
                if (Modifier.isTransient(modifiers) && Modifier.isFinal(modifiers) && !Modifier.isStatic(modifiers)) {
                    throw new Refusal(
                            "its field \"" + each.getName() + "\" is transient and final, and so would be null or"
                                    + " zero for ever after a recovery. Give " + FieldPath.nameOf(type)
                                    + " a constructor without"
                                    + " parameters, which is called then, or fill the field, which must not be final, when it is"
                                    + " asked for.");
                }
            }
        }
    }

    Class<?> type() {
        return type;
    }

    Kind kind() {
        return kind;
    }

    /**
     * Returns the fields by name, those of superclasses first; for a record, its components in
     * their order.
     */
    Map<String, Field> fields() {
        return fields;
    }

    /** Returns the only object of the class. */
    Object singleton() {
        return singleton;
    }

    /** Returns the method that replaces an object that was read. */
    Method readResolve() {
        return readResolve;
    }

    ClassDescriptor describe() {
        List<StoredField> stored = new ArrayList<>();
        if (kind.hasFields()) {
            fields.forEach(
                    (name, field) -> stored.add(new StoredField(name, StoredNames.ofType(field.getGenericType()))));
        }
        return new ClassDescriptor(StoredNames.of(type), kind, stored);
    }

    /**
     * Returns whether objects are created by a constructor without parameters, which gives fields
     * their initial values.
     */
    boolean hasConstructor() {
        findConstructor();
        return constructor != null;
    }

    /**
     * Creates an object by its constructor without parameters, or without a constructor if there is
     * none.
     */
    Object newInstance() throws ReflectiveOperationException {
        findConstructor();
        return constructor == null ? instantiator.newInstance() : constructor.newInstance();
    }

    /** Creates an object without calling a constructor. */
    static Object blank(Class<?> type) {
        return new StdInstantiatorStrategy().newInstantiatorOf(type).newInstance();
    }

    private void findConstructor() {
        if (constructor != null || instantiator != null) {
            return;
        }
        try {
            constructor = open(type.getDeclaredConstructor(), type);
        } catch (NoSuchMethodException none) {
            // Kept because each instantiator generates a class (JDK 17).
            instantiator = new StdInstantiatorStrategy().newInstantiatorOf(type);
        }
    }

    /**
     * Opens a private member, or throws an error with the missing line of a {@code
     * module-info.java}.
     */
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

    private Kind kindOfObject() throws Refusal {
        for (Class<?> owner = type; owner != Object.class && readResolve == null; owner = owner.getSuperclass()) {
            readResolve = methodOf(owner);
        }
        if (readResolve != null) {
            return Kind.RESOLVED;
        }
        Field instance = instanceField();
        if (instance != null && fields.isEmpty()) {
            try {
                singleton = open(instance, type).get(null);
            } catch (IllegalAccessException impossible) {
                throw new IllegalStateException(impossible);
            }
            return singleton == null ? Kind.OBJECT : Kind.SINGLETON;
        }
        return Kind.OBJECT;
    }

    private Method methodOf(Class<?> owner) {
        try {
            Method found = owner.getDeclaredMethod("readResolve");
            boolean inherited = owner == type || !Modifier.isPrivate(found.getModifiers());
            boolean meant = found.getReturnType() == Object.class || found.getReturnType() == type;
            return inherited && meant && throwsOnlyStreamExceptions(found) ? open(found, owner) : null;
        } catch (NoSuchMethodException none) {
            return null;
        }
    }

    private static boolean throwsOnlyStreamExceptions(Method method) {
        for (Class<?> each : method.getExceptionTypes()) {
            if (!ObjectStreamException.class.isAssignableFrom(each) && !RuntimeException.class.isAssignableFrom(each)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the field that holds the only object of such a class, as a Kotlin {@code object} has
     * it, and often a Java class.
     */
    private Field instanceField() {
        for (Constructor<?> each : type.getDeclaredConstructors()) {
            if (!Modifier.isPrivate(each.getModifiers())) {
                return null;
            }
        }
        try {
            Field found = type.getDeclaredField("INSTANCE");
            boolean isConstant = Modifier.isStatic(found.getModifiers()) && Modifier.isFinal(found.getModifiers());
            return isConstant && found.getType() == type ? found : null;
        } catch (NoSuchFieldException none) {
            return null;
        }
    }

    private void gatherFields(Class<?> owner, boolean isRecord) throws Refusal {
        if (isRecord) {
            for (RecordComponent component : owner.getRecordComponents()) {
                gather(owner, fieldOf(owner, component.getName()));
            }
            return;
        }
        Class<?> base = owner.getSuperclass();
        if (base != null && !Refusal.isOfPlatform(base)) {
            gatherFields(base, false);
        }
        for (Field field : owner.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                gather(owner, field);
            }
        }
    }

    private void gather(Class<?> owner, Field field) throws Refusal {
        Field shadowed = fields.put(field.getName(), open(field, owner));
        if (shadowed != null) {
            throw new Refusal("it has two fields \"" + field.getName() + "\", in " + owner.getName() + " and "
                    + shadowed.getDeclaringClass().getName() + ", and stored fields are matched by name. Rename one.");
        }
    }

    private static Field fieldOf(Class<?> owner, String name) {
        try {
            return owner.getDeclaredField(name);
        } catch (NoSuchFieldException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Calls the caller's supplier, or creates an object. */
    Object newInstance(Supplier<?> factory) throws ReflectiveOperationException {
        return factory == null ? newInstance() : factory.get();
    }
}
