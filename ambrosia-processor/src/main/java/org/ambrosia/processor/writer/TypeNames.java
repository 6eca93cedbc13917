package org.ambrosia.processor.writer;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import java.util.ArrayList;
import java.util.List;
import org.ambrosia.processor.model.ValueType;

/** From the model's types to JavaPoet's. */
final class TypeNames {
    private TypeNames() {}

    static TypeName of(ValueType type) {
        if (type instanceof ValueType.Primitive primitive) {
            return primitive(primitive.source());
        }
        if (type instanceof ValueType.Array array) {
            return ArrayTypeName.of(of(array.element()));
        }
        if (type instanceof ValueType.Container container) {
            TypeName[] arguments =
                    container.arguments().stream().map(TypeNames::of).toArray(TypeName[]::new);
            return ParameterizedTypeName.get(
                    ClassName.bestGuess(container.kind().source()), arguments);
        }
        if (type instanceof ValueType.KryoType object) {
            return parse(object.source());
        }
        return className(type.source());
    }

    static TypeName primitive(String source) {
        return switch (source) {
            case "boolean" -> TypeName.BOOLEAN;
            case "byte" -> TypeName.BYTE;
            case "short" -> TypeName.SHORT;
            case "char" -> TypeName.CHAR;
            case "int" -> TypeName.INT;
            case "long" -> TypeName.LONG;
            case "float" -> TypeName.FLOAT;
            case "double" -> TypeName.DOUBLE;
            default -> throw new IllegalArgumentException(source);
        };
    }

    /** A class by its qualified name; packages are taken to begin with a small letter, as everywhere. */
    static ClassName className(String qualified) {
        int simple = 0;
        while (simple < qualified.length() && !Character.isUpperCase(qualified.charAt(simple))) {
            int dot = qualified.indexOf('.', simple);
            if (dot < 0) {
                break;
            }
            simple = dot + 1;
        }
        String packageName = simple == 0 ? "" : qualified.substring(0, simple - 1);
        String[] names = qualified.substring(simple).split("\\.", -1);
        ClassName name = ClassName.get(packageName, names[0]);
        for (int i = 1; i < names.length; i++) {
            name = name.nestedClass(names[i]);
        }
        return name;
    }

    /** A type by its source, with type arguments. */
    static TypeName parse(String source) {
        int open = source.indexOf('<');
        if (open < 0) {
            return source.endsWith("[]")
                    ? ArrayTypeName.of(parse(source.substring(0, source.length() - 2)))
                    : isPrimitive(source) ? primitive(source) : className(source);
        }
        if (source.endsWith("[]")) {
            return ArrayTypeName.of(parse(source.substring(0, source.length() - 2)));
        }
        List<TypeName> arguments = new ArrayList<>();
        int depth = 0;
        int begin = open + 1;
        for (int i = begin; i < source.length(); i++) {
            char c = source.charAt(i);
            if ((c == ',' && depth == 0) || (c == '>' && depth == 0)) {
                arguments.add(parse(source.substring(begin, i).strip()));
                begin = i + 1;
            } else if (c == '<') {
                depth++;
            } else if (c == '>') {
                depth--;
            }
        }
        return ParameterizedTypeName.get(className(source.substring(0, open)), arguments.toArray(TypeName[]::new));
    }

    private static boolean isPrimitive(String source) {
        return Character.isLowerCase(source.charAt(0)) && source.indexOf('.') < 0;
    }
}
