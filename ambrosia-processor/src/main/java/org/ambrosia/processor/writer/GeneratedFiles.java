package org.ambrosia.processor.writer;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.io.IOException;
import java.io.Writer;
import javax.annotation.processing.Filer;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.tools.StandardLocation;
import org.ambrosia.processor.model.ImmortalModel;

/** Everything that is generated for one interface. The same model gives the same bytes. */
public final class GeneratedFiles {
    private final ImmortalModel model;

    /** Makes the files of this interface. */
    public GeneratedFiles(ImmortalModel model) {
        this.model = model;
    }

    /** Writes the files, as made from {@code origin} alone. */
    public void write(Filer filer, TypeElement origin) throws IOException {
        Codecs codecs = new Codecs(named("Codecs"));
        writeType(new ProxyWriter(model, named("Proxy"), codecs).type(), filer, origin);
        writeType(new ClientWriter(model, named("Client"), named("Proxy"), codecs).type(), filer, origin);
        writeFile(new DispatcherWriter(model, named("Dispatcher"), target(), codecs).type(), filer, origin);
        writeType(immortal(), filer, origin);
        if (codecs.type().isPresent()) {
            TypeSpec.Builder type = codecs.type().get();
            type.addJavadoc("Encodes values of {@link $L}. Generated; do not edit.\n", model.source());
            writeFile(type, filer, origin);
        }
        String schema = "META-INF/ambrosia/" + model.qualifiedName() + ".schema";
        try (Writer out = filer.createResource(StandardLocation.CLASS_OUTPUT, "", schema, origin)
                .openWriter()) {
            out.write(model.schema());
        }
    }

    private TypeSpec.Builder immortal() {
        ClassName proxy = named("Proxy");
        return TypeSpec.classBuilder(named("Immortal"))
                .addJavadoc("""
                        The class to extend to implement {@link $L}. Its fields are the state, without
                        {@code transient} ones. Generated; do not edit.
                        """, model.source())
                .addModifiers(Modifier.ABSTRACT)
                .superclass(RuntimeTypes.IMMORTAL_BASE)
                .addSuperinterface(target())
                .addMethod(MethodSpec.constructorBuilder()
                        .addJavadoc("For the class that extends this.\n")
                        .addModifiers(Modifier.PROTECTED)
                        .build())
                .addMethod(MethodSpec.methodBuilder("self")
                        .addJavadoc("This very instance, to call it through the log.\n")
                        .addModifiers(Modifier.PROTECTED, Modifier.FINAL)
                        .returns(proxy)
                        .addStatement("return new $T(context(), instanceName())", proxy)
                        .build())
                .addMethod(MethodSpec.methodBuilder("dispatcher")
                        .addAnnotation(Override.class)
                        .addModifiers(Modifier.PROTECTED, Modifier.FINAL)
                        .returns(RuntimeTypes.DISPATCHER)
                        .addStatement("return new $T(this)", named("Dispatcher"))
                        .build());
    }

    private void writeType(TypeSpec.Builder type, Filer filer, TypeElement origin) throws IOException {
        if (model.isPublic()) {
            type.addModifiers(Modifier.PUBLIC);
        }
        writeFile(type, filer, origin);
    }

    /** The types of {@code java.lang} are imported, since the package may have types of these names. */
    private void writeFile(TypeSpec.Builder type, Filer filer, TypeElement origin) throws IOException {
        type.addAnnotation(RuntimeTypes.GENERATED).addOriginatingElement(origin);
        JavaFile.builder(model.packageName(), type.build())
                .indent("    ")
                .skipJavaLangImports(false)
                .build()
                .writeTo(filer);
    }

    private ClassName named(String suffix) {
        return ClassName.get(model.packageName(), model.prefix() + suffix);
    }

    private ClassName target() {
        String[] names = model.source().split("\\.", -1);
        ClassName name = ClassName.get(model.packageName(), names[0]);
        for (int i = 1; i < names.length; i++) {
            name = name.nestedClass(names[i]);
        }
        return name;
    }
}
