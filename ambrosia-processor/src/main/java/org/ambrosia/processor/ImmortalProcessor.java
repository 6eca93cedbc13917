package org.ambrosia.processor;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.tools.Diagnostic;
import org.ambrosia.annotations.Immortal;
import org.ambrosia.annotations.Impulse;
import org.ambrosia.annotations.MethodId;
import org.ambrosia.processor.declaration.InterfaceReader;
import org.ambrosia.processor.model.ImmortalModel;
import org.ambrosia.processor.writer.GeneratedFiles;

/** Generates what each interface annotated {@link Immortal} needs. */
@AutoService(Processor.class)
@SupportedAnnotationTypes("org.ambrosia.annotations.*")
public final class ImmortalProcessor extends AbstractProcessor {
    private final Set<String> seen = new LinkedHashSet<>();
    private final Set<String> deferred = new LinkedHashSet<>();
    private final Map<String, String> generated = new LinkedHashMap<>();

    /** Made by the compiler. */
    public ImmortalProcessor() {}

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        checkPlacement(round, Impulse.class);
        checkPlacement(round, MethodId.class);
        Set<TypeElement> toRead = new LinkedHashSet<>();
        deferred.forEach(name -> toRead.add(processingEnv.getElementUtils().getTypeElement(name)));
        deferred.clear();
        for (TypeElement each : ElementFilter.typesIn(round.getElementsAnnotatedWith(Immortal.class))) {
            toRead.add(each);
            seen.add(each.getQualifiedName().toString());
        }
        if (round.processingOver()) {
            return false;
        }
        InterfaceReader reader = new InterfaceReader(
                processingEnv.getElementUtils(),
                processingEnv.getTypeUtils(),
                processingEnv.getMessager(),
                immortals());
        for (TypeElement each : toRead) {
            InterfaceReader.Outcome outcome = reader.read(each);
            if (outcome instanceof InterfaceReader.Read read) {
                if (isFirstOfItsName(each, read)) {
                    write(each, read);
                }
            } else if (outcome instanceof InterfaceReader.Deferred) {
                deferred.add(each.getQualifiedName().toString());
            }
        }
        return false;
    }

    /** {@code Outer.Inner} and {@code Outer_Inner} would be generated as the same classes. */
    private boolean isFirstOfItsName(TypeElement element, InterfaceReader.Read read) {
        ImmortalModel model = read.model();
        String name = model.packageName() + "." + model.prefix();
        String other = generated.putIfAbsent(name.toLowerCase(Locale.ROOT), model.qualifiedName());
        if (other == null) {
            return true;
        }
        processingEnv
                .getMessager()
                .printMessage(
                        Diagnostic.Kind.ERROR,
                        "What is generated for " + model.qualifiedName() + " and for " + other
                                + " would have the same names, such as " + model.prefix()
                                + "Proxy, or the same but for capital letters, which some file systems don't tell apart."
                                + " Rename one of them.",
                        element);
        return false;
    }

    private Set<TypeElement> immortals() {
        Set<TypeElement> immortals = new LinkedHashSet<>();
        seen.forEach(name -> immortals.add(processingEnv.getElementUtils().getTypeElement(name)));
        return immortals;
    }

    private void write(TypeElement element, InterfaceReader.Read read) {
        try {
            new GeneratedFiles(read.model()).write(processingEnv.getFiler(), element);
        } catch (IOException failed) {
            processingEnv
                    .getMessager()
                    .printMessage(
                            Diagnostic.Kind.ERROR,
                            "The generated classes can't be written: " + failed.getMessage() + ". For "
                                    + read.model().source() + " there are "
                                    + read.model().prefix()
                                    + "Proxy, …Client, …Immortal, …Dispatcher and …Codecs: rename a class of yours that has"
                                    + " such a name, or the interface.",
                            element);
        }
    }

    private void checkPlacement(RoundEnvironment round, Class<? extends java.lang.annotation.Annotation> annotation) {
        for (Element each : round.getElementsAnnotatedWith(annotation)) {
            if (each.getEnclosingElement().getKind() != ElementKind.INTERFACE) {
                processingEnv
                        .getMessager()
                        .printMessage(
                                Diagnostic.Kind.ERROR,
                                "@" + annotation.getSimpleName()
                                        + " belongs on a method of an interface annotated @Immortal. Move it there.",
                                each);
            }
        }
    }
}
