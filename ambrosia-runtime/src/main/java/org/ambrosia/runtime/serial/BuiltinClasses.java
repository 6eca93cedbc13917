package org.ambrosia.runtime.serial;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.DefaultSerializers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.ambrosia.runtime.api.RemoteException;

/** The classes of the platform that can be stored, each with an id that never changes. */
final class BuiltinClasses {
    /** Ids from here on belong to the classes of applications. */
    static final int FIRST_FREE_ID = 100;

    private static final Map<Class<?>, Integer> IDS = new LinkedHashMap<>();

    static {
        List<Class<?>> inOrderForEver = List.of(
                boolean[].class,
                byte[].class,
                short[].class,
                char[].class,
                int[].class,
                long[].class,
                float[].class,
                double[].class,
                String[].class,
                Object[].class,
                ArrayList.class,
                LinkedList.class,
                ArrayDeque.class,
                HashSet.class,
                LinkedHashSet.class,
                TreeSet.class,
                HashMap.class,
                LinkedHashMap.class,
                TreeMap.class,
                BitSet.class,
                BigInteger.class,
                BigDecimal.class,
                UUID.class,
                Date.class,
                Optional.class,
                OptionalInt.class,
                OptionalLong.class,
                OptionalDouble.class,
                Instant.class,
                Duration.class,
                LocalDate.class,
                LocalTime.class,
                LocalDateTime.class,
                ZoneOffset.class,
                ZoneId.of("Europe/Berlin").getClass(),
                OffsetDateTime.class,
                ZonedDateTime.class,
                Year.class,
                YearMonth.class,
                Period.class,
                RemoteException.class);
        for (Class<?> each : inOrderForEver) {
            IDS.put(each, 20 + IDS.size());
        }
        List<Object> views = List.of(
                List.of(1),
                List.of(1, 2, 3),
                Set.of(1),
                Set.of(1, 2, 3),
                Map.of(1, 1),
                Map.of(1, 1, 2, 2),
                Arrays.asList(1),
                Collections.emptyList(),
                Collections.emptySet(),
                Collections.emptyMap(),
                Collections.singletonList(1),
                Collections.singleton(1),
                Collections.singletonMap(1, 1),
                Collections.unmodifiableList(new ArrayList<>()),
                Collections.unmodifiableSet(new LinkedHashSet<>()),
                Collections.unmodifiableMap(new LinkedHashMap<>()));
        for (int i = 0; i < views.size(); i++) {
            IDS.putIfAbsent(views.get(i).getClass(), 70 + i);
        }
    }

    /** Classes of {@code java.time} are stored as ISO texts; Kryo's own numbers look like lengths to a bounded input. */
    private static final Map<Class<?>, Function<String, Object>> TEXTS = Map.ofEntries(
            Map.entry(Instant.class, Instant::parse),
            Map.entry(Duration.class, Duration::parse),
            Map.entry(LocalDate.class, LocalDate::parse),
            Map.entry(LocalTime.class, LocalTime::parse),
            Map.entry(LocalDateTime.class, LocalDateTime::parse),
            Map.entry(ZoneOffset.class, ZoneOffset::of),
            Map.entry(ZoneId.of("Europe/Berlin").getClass(), ZoneId::of),
            Map.entry(OffsetDateTime.class, OffsetDateTime::parse),
            Map.entry(ZonedDateTime.class, ZonedDateTime::parse),
            Map.entry(Year.class, Year::parse),
            Map.entry(YearMonth.class, YearMonth::parse),
            Map.entry(Period.class, Period::parse));

    private BuiltinClasses() {}

    static boolean contains(Class<?> type) {
        return IDS.containsKey(type)
                || type == String.class
                || type == Integer.class
                || type == Long.class
                || type == Short.class
                || type == Byte.class
                || type == Character.class
                || type == Boolean.class
                || type == Float.class
                || type == Double.class
                || type == ZoneId.class;
    }

    static void register(Kryo kryo) {
        IDS.forEach((type, id) -> kryo.register(type, serializer(kryo, type), id));
    }

    private static Serializer<?> serializer(Kryo kryo, Class<?> type) {
        if (type == UUID.class) {
            return new DefaultSerializers.UUIDSerializer();
        }
        if (TEXTS.containsKey(type)) {
            return new TextSerializer(TEXTS.get(type));
        }
        if (type == Date.class) {
            return new DateSerializer();
        }
        if (type == RemoteException.class) {
            return new RemoteExceptionSerializer();
        }
        if (type == Object[].class || type == String[].class) {
            return new NamedSerializers.ArraySerializer(type);
        }
        boolean changeable = type.getName().matches("java\\.util\\.\\w+") && !SortedMap.class.isAssignableFrom(type);
        if (changeable && Map.class.isAssignableFrom(type)) {
            return new Containers.GrowingMapSerializer();
        }
        if (changeable && Collection.class.isAssignableFrom(type) && !SortedSet.class.isAssignableFrom(type)) {
            return new Containers.GrowingCollectionSerializer();
        }
        String name = type.getName();
        if (name.startsWith("java.util.ImmutableCollections") || name.startsWith("java.util.Collections$")) {
            return new Containers.ViewSerializer(Containers.Kind.of(type));
        }
        if (name.equals("java.util.Arrays$ArrayList")) {
            return new Containers.ViewSerializer(Containers.Kind.ARRAY);
        }
        return kryo.getDefaultSerializer(type);
    }

    /** Stores a value as a text that its class can parse. */
    private static final class TextSerializer extends Serializer<Object> {
        private final Function<String, Object> parse;

        TextSerializer(Function<String, Object> parse) {
            super(false, true);
            this.parse = parse;
        }

        @Override
        public void write(Kryo kryo, Output out, Object value) {
            out.writeString(value.toString());
        }

        @Override
        public Object read(Kryo kryo, Input in, Class<?> type) {
            return parse.apply(in.readString());
        }
    }

    /** Kryo's own asks for {@code java.sql}. */
    @SuppressWarnings("JavaUtilDate")
    private static final class DateSerializer extends Serializer<Date> {
        @Override
        public void write(Kryo kryo, Output out, Date value) {
            out.writeLong(value.getTime());
        }

        @Override
        public Date read(Kryo kryo, Input in, Class<? extends Date> type) {
            return new Date(in.readLong());
        }
    }

    private static final class RemoteExceptionSerializer extends Serializer<RemoteException> {
        @Override
        public void write(Kryo kryo, Output out, RemoteException value) {
            out.writeString(value.remoteClass());
            out.writeString(value.remoteMessage());
            out.writeString(value.remoteStack());
        }

        @Override
        public RemoteException read(Kryo kryo, Input in, Class<? extends RemoteException> type) {
            return new RemoteException(in.readString(), in.readString(), in.readString());
        }
    }
}
