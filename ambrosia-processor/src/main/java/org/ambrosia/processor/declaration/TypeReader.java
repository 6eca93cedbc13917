package org.ambrosia.processor.declaration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.processing.Messager;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ErrorType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.ambrosia.processor.model.ValueType;
import org.ambrosia.processor.model.ValueType.Container;
import org.ambrosia.processor.model.ValueType.RecordType;

/** Reads the type of a parameter or a result, and refuses what has no encoding. */
final class TypeReader {
    private static final Map<String, String> BOXES = Map.of(
            "java.lang.Boolean", "boolean",
            "java.lang.Byte", "byte",
            "java.lang.Short", "short",
            "java.lang.Character", "char",
            "java.lang.Integer", "int",
            "java.lang.Long", "long",
            "java.lang.Float", "float",
            "java.lang.Double", "double");
    private static final Map<String, Container.Kind> CONTAINERS = Map.of(
            "java.util.List", Container.Kind.LIST,
            "java.util.Set", Container.Kind.SET,
            "java.util.Map", Container.Kind.MAP,
            "java.util.Optional", Container.Kind.OPTIONAL);
    /** Platform classes that Kryo encodes; the runtime has the same list. */
    private static final Set<String> PLATFORM = Set.of(
            "java.math.BigDecimal",
            "java.math.BigInteger",
            "java.time.Duration",
            "java.time.Instant",
            "java.time.LocalDate",
            "java.time.LocalDateTime",
            "java.time.LocalTime",
            "java.time.OffsetDateTime",
            "java.time.Period",
            "java.time.Year",
            "java.time.YearMonth",
            "java.time.ZoneId",
            "java.time.ZoneOffset",
            "java.time.ZonedDateTime",
            "java.util.ArrayDeque",
            "java.util.ArrayList",
            "java.util.BitSet",
            "java.util.Date",
            "java.util.EnumMap",
            "java.util.EnumSet",
            "java.util.HashMap",
            "java.util.HashSet",
            "java.util.LinkedHashMap",
            "java.util.LinkedHashSet",
            "java.util.LinkedList",
            "java.util.OptionalDouble",
            "java.util.OptionalInt",
            "java.util.OptionalLong",
            "java.util.PriorityQueue",
            "java.util.Stack",
            "java.util.TreeMap",
            "java.util.TreeSet",
            "java.util.UUID",
            "java.util.Vector");

    private static final String PROXY = "org.ambrosia.runtime.api.InstanceProxy";

    private final Elements elements;
    private final Types types;
    private final Set<TypeElement> immortals;
    private final KryoClasses kryoClasses;

    TypeReader(Elements elements, Types types, Messager messager, Set<TypeElement> immortals) {
        this.elements = elements;
        this.types = types;
        this.immortals = immortals;
        this.kryoClasses = new KryoClasses(types, messager);
    }

    /**
     * Reads a type.
     *
     * @param at the parameter or method that has it, where problems are reported
     * @param owner the interface, from whose package the type must be accessible
     */
    ValueType read(TypeMirror type, Element at, TypeElement owner) throws Problem, NotYet {
        return read(type, new Place(at, owner, new HashMap<>(), at.getKind() == ElementKind.PARAMETER), List.of());
    }

    /**
     * What is read.
     *
     * @param records those that were read to their end, by name: types that share records are not read once for each path
     * @param covariant whether a wildcard that extends a type may stand for that: as a parameter's type argument, but not where generated code
     *     names the type that an application has declared
     */
    private record Place(Element element, TypeElement owner, Map<String, RecordType> records, boolean covariant) {
        Place below(TypeMirror argument) {
            return argument.getKind() == TypeKind.WILDCARD ? this : invariant();
        }

        Place invariant() {
            return new Place(element, owner, records, false);
        }
    }

    private ValueType read(TypeMirror type, Place at, List<RecordType> within) throws Problem, NotYet {
        if (type.getKind().isPrimitive()) {
            return new ValueType.Primitive(plain(type));
        }
        return switch (type.getKind()) {
            case ARRAY -> array((ArrayType) type, at, within);
            case ERROR -> unresolved((ErrorType) type);
            case DECLARED -> declared((DeclaredType) type, at, within);
            case WILDCARD -> read(((WildcardType) type).getExtendsBound(), at, within);
            case TYPEVAR -> throw problem(at, type, "it stands for any type. Name the type.");
            default -> throw problem(at, type, "only values can be sent.");
        };
    }

    private ValueType array(ArrayType type, Place at, List<RecordType> within) throws Problem, NotYet {
        ValueType element = read(type.getComponentType(), at.invariant(), within);
        boolean generic = element instanceof Container
                || (element instanceof ValueType.KryoType object
                        && !object.source().equals(object.erasure()));
        if (generic) {
            throw problem(at, type, "an array can't have generic elements. Use a List.");
        }
        return new ValueType.Array(element);
    }

    /** A proxy that is generated in this very round has no class yet; it is known by its interface. */
    private ValueType unresolved(ErrorType type) throws NotYet {
        // Not the type's text: that has annotations on its use in it.
        String simple = type.asElement().getSimpleName().toString();
        List<String> candidates = new ArrayList<>();
        for (TypeElement each : immortals) {
            String packageName = elements.getPackageOf(each).getQualifiedName().toString();
            String qualified = each.getQualifiedName().toString();
            String prefix = (packageName.isEmpty() ? qualified : qualified.substring(packageName.length() + 1))
                    .replace('.', '_');
            if (simple.equals(prefix + "Proxy")) {
                candidates.add(packageName.isEmpty() ? simple : packageName + "." + simple);
            }
        }
        if (candidates.size() != 1) {
            throw new NotYet();
        }
        return new ValueType.Proxy(candidates.get(0));
    }

    private ValueType declared(DeclaredType type, Place at, List<RecordType> within) throws Problem, NotYet {
        TypeElement element = (TypeElement) type.asElement();
        String name = element.getQualifiedName().toString();
        if (name.equals("java.lang.String")) {
            return new ValueType.Text();
        }
        if (BOXES.containsKey(name)) {
            return new ValueType.Boxed(name, new ValueType.Primitive(BOXES.get(name)));
        }
        checkAccessible(element, type, at);
        checkArguments(element, type, at);
        if (CONTAINERS.containsKey(name)) {
            List<ValueType> arguments = new ArrayList<>();
            for (TypeMirror each : type.getTypeArguments()) {
                arguments.add(read(each, at.below(each), within));
            }
            return new Container(CONTAINERS.get(name), List.copyOf(arguments));
        }
        if (isProxy(type)) {
            if (element.getKind() == ElementKind.INTERFACE) {
                throw problem(at, type, "it names no immortal interface. Use a generated proxy, such as ServerProxy.");
            }
            return new ValueType.Proxy(name);
        }
        if (element.getKind() == ElementKind.ENUM) {
            return new ValueType.Constant(name);
        }
        if (element.getKind() == ElementKind.RECORD && type.getTypeArguments().isEmpty()) {
            return record(element, name, at, within);
        }
        checkStorable(element, type, at);
        kryoClasses.warnOfHashedFields(type, at.element());
        Set<String> contents = new LinkedHashSet<>();
        for (TypeMirror each : type.getTypeArguments()) {
            gatherClasses(read(each, at.below(each), within), contents);
        }
        return new ValueType.KryoType(plain(type), name, List.copyOf(contents));
    }

    /** The classes of applications that values of a type may hold. */
    private static void gatherClasses(ValueType type, Set<String> classes) {
        if (type instanceof ValueType.KryoType kryo) {
            classes.add(kryo.erasure());
            classes.addAll(kryo.contents());
        } else if (type instanceof Container container) {
            container.arguments().forEach(each -> gatherClasses(each, classes));
        } else if (type instanceof ValueType.Array array) {
            gatherClasses(array.element(), classes);
        } else if (type instanceof RecordType
                || type instanceof ValueType.Constant
                || type instanceof ValueType.Proxy) {
            classes.add(type.source());
        }
    }

    private ValueType record(TypeElement element, String name, Place at, List<RecordType> within)
            throws Problem, NotYet {
        for (RecordType each : within) {
            if (each.source().equals(name)) {
                within.subList(within.indexOf(each), within.size()).forEach(RecordType::markRecursive);
                return each;
            }
        }
        if (at.records().containsKey(name)) {
            return at.records().get(name);
        }
        RecordType record = new RecordType(name);
        List<RecordType> deeper = new ArrayList<>(within);
        deeper.add(record);
        for (RecordComponentElement each : element.getRecordComponents()) {
            ValueType type = read(each.asType(), at.invariant(), deeper);
            record.add(new RecordType.Component(each.getSimpleName().toString(), type));
        }
        at.records().put(name, record);
        return record;
    }

    private void checkAccessible(TypeElement element, DeclaredType type, Place at) throws Problem {
        boolean samePackage = elements.getPackageOf(element).equals(elements.getPackageOf(at.owner()));
        for (Element each = element; each instanceof TypeElement; each = each.getEnclosingElement()) {
            Set<Modifier> modifiers = each.getModifiers();
            boolean hidden = modifiers.contains(Modifier.PRIVATE)
                    || (!samePackage && !modifiers.contains(Modifier.PUBLIC) && !isMemberOfInterface(each));
            if (hidden) {
                throw problem(
                        at, type, "the generated code has no access to " + each.getSimpleName() + ". Make it public.");
            }
        }
    }

    private static boolean isMemberOfInterface(Element element) {
        ElementKind enclosing = element.getEnclosingElement().getKind();
        return enclosing == ElementKind.INTERFACE || enclosing == ElementKind.ANNOTATION_TYPE;
    }

    /** What a wildcard extends may stand for it: Kotlin declares a parameter of type {@code List<T>} as {@code List<? extends T>}. */
    private static void checkArguments(TypeElement element, DeclaredType type, Place at) throws Problem {
        if (element.getTypeParameters().size() != type.getTypeArguments().size()) {
            throw problem(at, type, "its type arguments are missing. Say what it holds, such as List<String>.");
        }
        for (TypeMirror each : type.getTypeArguments()) {
            if (each instanceof WildcardType wildcard && (wildcard.getExtendsBound() == null || !at.covariant())) {
                throw problem(at, type, "a wildcard stands for any type. Name the type.");
            }
        }
    }

    private void checkStorable(TypeElement element, DeclaredType type, Place at) throws Problem {
        String name = element.getQualifiedName().toString();
        boolean inner = element.getNestingKind() == NestingKind.MEMBER
                && !element.getModifiers().contains(Modifier.STATIC);
        boolean open = element.getKind() == ElementKind.INTERFACE
                || element.getModifiers().contains(Modifier.ABSTRACT);
        boolean sealed = element.getModifiers().contains(Modifier.SEALED) || KotlinMetadata.isSealed(element);
        if (name.equals("java.lang.Void")) {
            throw problem(at, type, "it has no values. Use void as the result.");
        }
        if (KryoClasses.isHashed(name)) {
            throw problem(at, type, KryoClasses.hashedAdvice(name));
        }
        if (name.startsWith("java.") || name.startsWith("javax.") || name.startsWith("jdk.")) {
            if (!PLATFORM.contains(name) && isContainer(type)) {
                throw problem(
                        at,
                        type,
                        "containers are sent as List, Set or Map, which arrive in the order of their sender, or as one of"
                                + " ArrayDeque, TreeMap and TreeSet. Declare one of these.");
            }
            if (!PLATFORM.contains(name)) {
                throw problem(
                        at,
                        type,
                        "objects of this class have no meaning in another process, or at another time. Send what they are"
                                + " made from, in a record.");
            }
        } else if (immortals.contains(element)
                || element.getAnnotation(org.ambrosia.annotations.Immortal.class) != null) {
            throw problem(
                    at, type, "an immortal is not sent, but referred to. Use " + element.getSimpleName() + "Proxy.");
        } else if (open && !sealed) {
            throw problem(
                    at,
                    type,
                    "anything may implement it, and only known classes are sent. Use a record or a class, or make it"
                            + " sealed.");
        } else if (inner && element.getKind() == ElementKind.CLASS) {
            throw problem(at, type, "an inner class holds on to the object around it. Make it static.");
        } else if (isThrowable(type)) {
            throw problem(at, type, "an exception's class is seldom known elsewhere. Send its message, in a record.");
        }
    }

    private boolean isProxy(DeclaredType type) {
        TypeElement proxy = elements.getTypeElement(PROXY);
        return proxy != null && types.isAssignable(type, proxy.asType());
    }

    private boolean isContainer(DeclaredType type) {
        return isSubtype(type, "java.util.Collection") || isSubtype(type, "java.util.Map");
    }

    private boolean isSubtype(DeclaredType type, String name) {
        TypeMirror wanted = elements.getTypeElement(name).asType();
        return types.isSubtype(types.erasure(type), types.erasure(wanted));
    }

    private boolean isThrowable(DeclaredType type) {
        return types.isAssignable(
                type, elements.getTypeElement("java.lang.Throwable").asType());
    }

    private static Problem problem(Place at, TypeMirror type, String why) {
        String what = at.element().getKind() == ElementKind.METHOD
                ? "The result of " + at.element().getSimpleName()
                : "The parameter " + at.element().getSimpleName();
        return new Problem(at.element(), what + " can't be serialized as " + plain(type) + ": " + why);
    }

    /** The type as written in source, without annotations on its use. */
    static String plain(TypeMirror type) {
        if (type instanceof DeclaredType declared && declared.getKind() == TypeKind.DECLARED) {
            String name =
                    ((TypeElement) declared.asElement()).getQualifiedName().toString();
            List<String> arguments =
                    declared.getTypeArguments().stream().map(TypeReader::plain).toList();
            return arguments.isEmpty() ? name : name + "<" + String.join(", ", arguments) + ">";
        }
        if (type instanceof ArrayType array) {
            return plain(array.getComponentType()) + "[]";
        }
        if (type instanceof WildcardType wildcard && wildcard.getExtendsBound() != null) {
            return plain(wildcard.getExtendsBound());
        }
        return type.getKind().isPrimitive()
                ? type.getKind().name().toLowerCase(java.util.Locale.ROOT)
                : type.toString();
    }
}
