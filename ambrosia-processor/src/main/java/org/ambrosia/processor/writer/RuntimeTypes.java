package org.ambrosia.processor.writer;

import com.palantir.javapoet.ClassName;

/** The runtime's types that generated code names: the processor does not depend on the runtime. */
final class RuntimeTypes {
    private static final String API = "org.ambrosia.runtime.api";
    private static final String GENERATED = "org.ambrosia.runtime.generated";

    static final ClassName OUTSIDE_CALLER = ClassName.get(API, "OutsideCaller");
    static final ClassName PROMISE = ClassName.get(API, "Promise");
    static final ClassName ARGUMENT_READER = ClassName.get(GENERATED, "ArgumentReader");
    static final ClassName ARGUMENT_WRITER = ClassName.get(GENERATED, "ArgumentWriter");
    static final ClassName CALL_CONTEXT = ClassName.get(GENERATED, "CallContext");
    static final ClassName DISPATCHER = ClassName.get(GENERATED, "Dispatcher");
    static final ClassName IMMORTAL_BASE = ClassName.get(GENERATED, "ImmortalBase");
    static final ClassName IMMORTAL_ACCESS = IMMORTAL_BASE.nestedClass("Access");
    static final ClassName PROXY_BASE = ClassName.get(GENERATED, "ProxyBase");
    static final ClassName UNKNOWN_METHOD = ClassName.get(GENERATED, "UnknownMethodException");

    private RuntimeTypes() {}
}
