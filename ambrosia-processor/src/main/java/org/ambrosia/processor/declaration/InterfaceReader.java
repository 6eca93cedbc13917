package org.ambrosia.processor.declaration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.annotation.processing.Messager;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import javax.tools.Diagnostic;
import org.ambrosia.annotations.Impulse;
import org.ambrosia.annotations.MethodId;
import org.ambrosia.processor.model.ImmortalModel;
import org.ambrosia.processor.model.MethodModel;
import org.ambrosia.processor.model.MethodModel.Parameter;
import org.ambrosia.processor.model.ValueType;

/** Reads an interface annotated {@code @Immortal}. Every problem in it is reported, each at its own element. */
public final class InterfaceReader {
    /** Methods that the generated base class has; an interface can't have them too. */
    private static final Set<String> TAKEN = Set.of(
            "self()",
            "context()",
            "dispatcher()",
            "onFirstStart()",
            "onBecomingPrimary()",
            "sendsStackTraces()",
            "instanceName()",
            "toString()",
            "hashCode()",
            "equals(java.lang.Object)",
            "asProxy()",
            "withTimeout(java.time.Duration)",
            "clone()",
            "finalize()");

    private final Elements elements;
    private final Types types;
    private final Messager messager;
    private final TypeReader typeReader;

    /**
     * Makes a reader for one round.
     *
     * @param immortals the interfaces annotated {@code @Immortal} in this compilation, whose proxies may not exist yet
     */
    public InterfaceReader(Elements elements, Types types, Messager messager, Set<TypeElement> immortals) {
        this.elements = elements;
        this.types = types;
        this.messager = messager;
        this.typeReader = new TypeReader(elements, types, messager, immortals);
    }

    /** What became of reading an interface. */
    public sealed interface Outcome {}

    /** It can be generated. */
    public record Read(ImmortalModel model) implements Outcome {}

    /** Problems were reported. */
    public record Refused() implements Outcome {}

    /** A type that it names is not there yet. */
    public record Deferred() implements Outcome {}

    /** Reads an element annotated {@code @Immortal}. */
    public Outcome read(TypeElement element) {
        try {
            checkInterface(element);
        } catch (Problem problem) {
            report(problem);
            return new Refused();
        }
        List<MethodModel> methods = new ArrayList<>();
        Map<Integer, MethodModel> byId = new LinkedHashMap<>();
        Map<String, String> generated = new LinkedHashMap<>();
        boolean refused = false;
        for (Call call : calls(element)) {
            ExecutableElement method = call.method();
            try {
                checkMethod(method);
                MethodModel model = method(element, call);
                checkId(model, byId.putIfAbsent(model.id(), model), method);
                checkGenerated(model, erasedSignatureIn(element, method), generated, method);
                methods.add(model);
            } catch (Problem problem) {
                report(problem);
                refused = true;
            } catch (NotYet later) {
                return new Deferred();
            }
        }
        if (refused) {
            return new Refused();
        }
        methods.sort(Comparator.comparingInt(MethodModel::id));
        String packageName = elements.getPackageOf(element).getQualifiedName().toString();
        String qualified = element.getQualifiedName().toString();
        String source = packageName.isEmpty() ? qualified : qualified.substring(packageName.length() + 1);
        boolean isPublic = isPublic(element);
        return new Read(new ImmortalModel(packageName, source, isPublic, List.copyOf(methods)));
    }

    private void checkInterface(TypeElement element) throws Problem {
        if (element.getKind() != ElementKind.INTERFACE) {
            throw new Problem(
                    element,
                    "@Immortal belongs on an interface, and " + element.getSimpleName()
                            + " is not one. Declare the calls in"
                            + " an interface, and let the class extend the generated base class.");
        }
        if (!element.getTypeParameters().isEmpty()) {
            throw new Problem(
                    element.getTypeParameters().get(0),
                    "An immortal interface can't have type parameters: a logged call must say what it means. Name the"
                            + " types.");
        }
        for (Element each = element; each.getKind() != ElementKind.PACKAGE; each = each.getEnclosingElement()) {
            if (each.getModifiers().contains(Modifier.PRIVATE)) {
                throw new Problem(
                        each,
                        "An immortal interface can't be private, nor nested in a private type, since the generated classes"
                                + " name it. Make it at least package-private.");
            }
        }
    }

    /** The methods, inherited ones included; one that several interfaces declare alike counts once. */
    private List<Call> calls(TypeElement element) {
        Map<String, Call> calls = new LinkedHashMap<>();
        for (ExecutableElement each : ElementFilter.methodsIn(elements.getAllMembers(element))) {
            boolean isCall = !each.getModifiers().contains(Modifier.STATIC)
                    && !each.getModifiers().contains(Modifier.PRIVATE)
                    && each.getEnclosingElement().getKind() == ElementKind.INTERFACE;
            if (isCall) {
                calls.merge(
                        erasedSignatureIn(element, each),
                        new Call(each, false),
                        (one, other) -> moreSpecific(element, one, other));
            }
        }
        return List.copyOf(calls.values());
    }

    /**
     * A call.
     *
     * @param ambiguous whether another inherited interface declares it too, with other types before erasure: then Java does not know
     *     which of the two is meant by a call of it
     */
    private record Call(ExecutableElement method, boolean ambiguous) {}

    /** As an implementing class sees it: with the types that its interfaces' type parameters stand for. */
    private String erasedSignatureIn(TypeElement element, ExecutableElement method) {
        List<String> parameters = in(element, method).getParameterTypes().stream()
                .map(each -> types.erasure(each).toString())
                .toList();
        return method.getSimpleName() + "(" + String.join(",", parameters) + ")";
    }

    /** Of two declarations of one call the one that an implementing class must follow; of equal ones the annotated one. */
    private Call moreSpecific(TypeElement element, Call one, Call other) {
        TypeMirror first = in(element, one.method()).getReturnType();
        TypeMirror second = in(element, other.method()).getReturnType();
        boolean same = types.isSameType(first, second);
        boolean takeOther =
                same ? isAnnotated(other.method()) && !isAnnotated(one.method()) : types.isSubtype(second, first);
        boolean ambiguous = one.ambiguous()
                || other.ambiguous()
                || !erasedSignature(one.method()).equals(erasedSignature(other.method()));
        return new Call(takeOther ? other.method() : one.method(), ambiguous);
    }

    private static boolean isAnnotated(ExecutableElement method) {
        return method.getAnnotation(MethodId.class) != null || method.getAnnotation(Impulse.class) != null;
    }

    private ExecutableType in(TypeElement element, ExecutableElement method) {
        return (ExecutableType) types.asMemberOf((DeclaredType) element.asType(), method);
    }

    private String erasedSignature(ExecutableElement method) {
        List<String> parameters = method.getParameters().stream()
                .map(each -> types.erasure(each.asType()).toString())
                .toList();
        return method.getSimpleName() + "(" + String.join(",", parameters) + ")";
    }

    private void checkMethod(ExecutableElement method) throws Problem {
        if (method.isDefault()) {
            throw new Problem(
                    method,
                    "A call of an immortal interface can't have a default body: it is logged, and then executed by the"
                            + " immortal. Make it abstract, or move the helper elsewhere or make it static.");
        }
        if (!method.getTypeParameters().isEmpty()) {
            throw new Problem(
                    method.getTypeParameters().get(0),
                    "A call can't have type parameters: a logged call must say what it means. Name the types.");
        }
        if (TAKEN.contains(erasedSignature(method))) {
            throw new Problem(
                    method,
                    "The name " + method.getSimpleName()
                            + " is taken by the generated base class. Give the call another" + " name.");
        }
        if (method.getAnnotation(Impulse.class) != null
                && method.getReturnType().getKind() != TypeKind.VOID) {
            throw new Problem(
                    method,
                    "An impulse can't have a result: nothing that is replayed waits for it. Make it void, and fork the"
                            + " answer.");
        }
    }

    private MethodModel method(TypeElement owner, Call call) throws Problem, NotYet {
        ExecutableElement method = call.method();
        ExecutableType type = in(owner, method);
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < method.getParameters().size(); i++) {
            VariableElement parameter = method.getParameters().get(i);
            ValueType read = typeReader.read(type.getParameterTypes().get(i), parameter, owner);
            parameters.add(new Parameter(parameter.getSimpleName().toString(), read));
        }
        Optional<ValueType> result = type.getReturnType().getKind() == TypeKind.VOID
                ? Optional.empty()
                : Optional.of(typeReader.read(type.getReturnType(), method, owner));
        String name = method.getSimpleName().toString();
        int id = id(method, MethodModel.signature(name, parameters, result));
        boolean impulse = method.getAnnotation(Impulse.class) != null;
        boolean explicit = method.getAnnotation(MethodId.class) != null;
        Optional<String> through = call.ambiguous()
                ? Optional.of(TypeReader.plain(supertype(owner.asType(), method.getEnclosingElement())))
                : Optional.empty();
        return new MethodModel(
                name,
                id,
                explicit,
                impulse,
                List.copyOf(parameters),
                result,
                method.isVarArgs(),
                through,
                Documentation.description(elements.getDocComment(method)));
    }

    /** The type that a type has of an interface above it; null if that is not above it. */
    private TypeMirror supertype(TypeMirror type, Element declaring) {
        if (types.asElement(type).equals(declaring)) {
            return type;
        }
        TypeMirror found = null;
        for (TypeMirror each : types.directSupertypes(type)) {
            found = found == null ? supertype(each, declaring) : found;
        }
        return found;
    }

    private static int id(ExecutableElement method, String signature) throws Problem {
        MethodId explicit = method.getAnnotation(MethodId.class);
        if (explicit == null) {
            return MethodModel.derivedId(signature);
        }
        if (explicit.value() < 1 || explicit.value() > MethodModel.GREATEST_ID) {
            throw new Problem(
                    method,
                    "A method id must be 1 to " + MethodModel.GREATEST_ID + ", found " + explicit.value() + ".");
        }
        return explicit.value();
    }

    private static void checkId(MethodModel model, MethodModel other, ExecutableElement method) throws Problem {
        if (other != null) {
            boolean explicit = method.getAnnotation(MethodId.class) != null;
            throw new Problem(
                    method,
                    "The method id " + model.id() + (explicit ? "" : ", derived from the signature,") + " is that of \""
                            + other.signature() + "\" too. Give one of them an id of its own with @MethodId.");
        }
    }

    /**
     * Checks that no two methods lead to the same method of the generated client.
     *
     * @param erased the method's name and parameters
     * @param generated the methods of the client, and what they are generated for
     */
    private static void checkGenerated(
            MethodModel model, String erased, Map<String, String> generated, ExecutableElement method) throws Problem {
        String parameters = erased.substring(model.name().length());
        List<String> suffixes = model.impulse() ? List.of("Impulse") : List.of("", "Async", "Fork");
        for (String suffix : suffixes) {
            String name = model.name() + suffix;
            String other = generated.putIfAbsent(name + parameters, model.name());
            if (other != null) {
                throw new Problem(
                        method,
                        "The method " + name + " of the generated client would be that of " + other
                                + " too. Give one of them another name.");
            }
        }
    }

    private static boolean isPublic(TypeElement element) {
        for (Element each = element; each.getKind() != ElementKind.PACKAGE; each = each.getEnclosingElement()) {
            boolean nestedInInterface = each.getEnclosingElement().getKind() == ElementKind.INTERFACE;
            if (!each.getModifiers().contains(Modifier.PUBLIC) && !nestedInInterface) {
                return false;
            }
        }
        return true;
    }

    private void report(Problem problem) {
        messager.printMessage(Diagnostic.Kind.ERROR, problem.getMessage(), problem.element());
    }
}
