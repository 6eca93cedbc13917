package org.ambrosia.processor.writer;

import com.palantir.javapoet.ClassName;

/** The runtime's types that generated code names: the processor does not depend on the runtime. */
final class RuntimeTypes {
    private static final String API = "org.ambrosia.runtime.api";
    private static final String CODEGEN = "org.ambrosia.runtime.codegen";

    static final ClassName AMBROSIA_CLIENT = ClassName.get(API, "AmbrosiaClient");
    static final ClassName PROMISE = ClassName.get(API, "Promise");
    static final ClassName ARGUMENT_READER = ClassName.get(CODEGEN, "ArgumentReader");
    static final ClassName ARGUMENT_WRITER = ClassName.get(CODEGEN, "ArgumentWriter");
    static final ClassName CLIENT_BASE = ClassName.get(CODEGEN, "ClientBase");
    static final ClassName CALL_CONTEXT = ClassName.get(CODEGEN, "CallContext");
    static final ClassName GENERATED = ClassName.get(CODEGEN, "Generated");
    static final ClassName DISPATCHER = ClassName.get(CODEGEN, "Dispatcher");
    static final ClassName IMMORTAL_BASE = ClassName.get(CODEGEN, "ImmortalBase");
    static final ClassName PROXY_BASE = ClassName.get(CODEGEN, "ProxyBase");
    static final ClassName UNKNOWN_METHOD = ClassName.get(CODEGEN, "UnknownMethodException");

    private RuntimeTypes() {}
}
