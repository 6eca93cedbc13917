package org.ambrosia.runtime.serial;

import com.esotericsoftware.kryo.io.Output;
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
import java.util.BitSet;
import java.util.Date;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.ambrosia.runtime.api.CallFailedException;

/**
 * Values of the platform that hold no other, and arrays of primitives. All are stored by the
 * numbers that they consist of, because their texts can't always be read again (a {@code YearMonth}
 * after the year 9999).
 */
final class Leaves {
    private static final Set<Class<?>> VALUES = Set.of(
            String.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            Instant.class,
            Duration.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            ZoneOffset.class,
            OffsetDateTime.class,
            ZonedDateTime.class,
            Year.class,
            YearMonth.class);

    private Leaves() {}

    /**
     * Returns whether equal objects of a class are as good as the same object, and can be compared
     * in bounded time.
     */
    static boolean isValue(Class<?> type) {
        return VALUES.contains(type);
    }

    @SuppressWarnings("JavaUtilDate") // Users have them.
    static void register(Builtins to) {
        to.add(1, String.class, new Leaf<>(HeapBytes.STRING, Output::writeString, BoundedInput::readString));
        to.add(2, Object.class, new Leaf<>(HeapBytes.OBJECT, (out, value) -> {}, in -> new Object()));
        to.add(
                3,
                BigInteger.class,
                new Leaf<>(HeapBytes.BIG_NUMBER, (out, value) -> bytes(out, value.toByteArray()), Leaves::bigInteger));
        to.add(
                4,
                BigDecimal.class,
                new Leaf<>(
                        HeapBytes.BIG_NUMBER,
                        (out, value) -> {
                            bytes(out, value.unscaledValue().toByteArray());
                            out.writeInt(value.scale());
                        },
                        in -> new BigDecimal(bigInteger(in), in.readInt())));
        to.add(
                5,
                UUID.class,
                new Leaf<>(
                        (out, value) -> {
                            out.writeLong(value.getMostSignificantBits());
                            out.writeLong(value.getLeastSignificantBits());
                        },
                        in -> new UUID(in.readLong(), in.readLong())));
        to.add(
                6,
                Date.class,
                new Leaf<>((out, value) -> out.writeLong(value.getTime()), in -> new Date(in.readLong())));
        to.add(
                7,
                BitSet.class,
                new Leaf<>((out, value) -> bytes(out, value.toByteArray()), in -> BitSet.valueOf(bytes(in))));
        to.add(
                8,
                OptionalInt.class,
                new Leaf<>(
                        (out, value) -> {
                            out.writeBoolean(value.isPresent());
                            out.writeInt(value.orElse(0));
                        },
                        in -> in.readBoolean() ? OptionalInt.of(in.readInt()) : noInt(in)));
        to.add(
                9,
                OptionalLong.class,
                new Leaf<>(
                        (out, value) -> {
                            out.writeBoolean(value.isPresent());
                            out.writeLong(value.orElse(0));
                        },
                        in -> in.readBoolean() ? OptionalLong.of(in.readLong()) : noLong(in)));
        to.add(
                10,
                OptionalDouble.class,
                new Leaf<>(
                        (out, value) -> {
                            out.writeBoolean(value.isPresent());
                            out.writeDouble(value.orElse(0));
                        },
                        in -> in.readBoolean() ? OptionalDouble.of(in.readDouble()) : noDouble(in)));
        to.add(
                11,
                CallFailedException.class,
                new Leaf<>(
                        HeapBytes.FAILURE,
                        (out, value) -> {
                            out.writeString(value.remoteClass());
                            out.writeString(value.remoteMessage());
                            out.writeString(value.remoteStack());
                        },
                        in -> new CallFailedException(in.readString(), in.readString(), in.readString())));
        registerTimes(to);
        registerArrays(to);
    }

    private static void registerTimes(Builtins to) {
        to.add(
                12,
                Instant.class,
                new Leaf<>(
                        (out, value) -> {
                            out.writeLong(value.getEpochSecond());
                            out.writeInt(value.getNano());
                        },
                        in -> Instant.ofEpochSecond(in.readLong(), in.readInt())));
        to.add(
                13,
                Duration.class,
                new Leaf<>(
                        (out, value) -> {
                            out.writeLong(value.getSeconds());
                            out.writeInt(value.getNano());
                        },
                        in -> Duration.ofSeconds(in.readLong(), in.readInt())));
        to.add(14, LocalDate.class, new Leaf<>(Leaves::date, Leaves::date));
        to.add(15, LocalTime.class, new Leaf<>(Leaves::time, Leaves::time));
        to.add(16, LocalDateTime.class, new Leaf<>(HeapBytes.DATE_AND_TIME, Leaves::dateTime, Leaves::dateTime));
        to.add(17, ZoneOffset.class, new Leaf<>(HeapBytes.ZONE, Leaves::offset, Leaves::offset));
        Class<? extends ZoneId> region = ZoneId.of("Europe/Berlin").getClass();
        to.add(18, region, new Leaf<ZoneId>(HeapBytes.ZONE, Leaves::zone, Leaves::zone));
        to.add(
                19,
                OffsetDateTime.class,
                new Leaf<>(
                        HeapBytes.ZONED_TIME,
                        (out, value) -> {
                            dateTime(out, value.toLocalDateTime());
                            offset(out, value.getOffset());
                        },
                        in -> OffsetDateTime.of(dateTime(in), offset(in))));
        to.add(
                20,
                ZonedDateTime.class,
                new Leaf<>(
                        HeapBytes.ZONED_TIME,
                        (out, value) -> {
                            dateTime(out, value.toLocalDateTime());
                            offset(out, value.getOffset());
                            zone(out, value.getZone());
                        },
                        in -> ZonedDateTime.ofInstant(dateTime(in), offset(in), zone(in))));
        to.add(21, Year.class, new Leaf<>((out, value) -> out.writeInt(value.getValue()), in -> Year.of(in.readInt())));
        to.add(
                22,
                YearMonth.class,
                new Leaf<>(
                        (out, value) -> {
                            out.writeInt(value.getYear());
                            out.writeByte(value.getMonthValue());
                        },
                        in -> YearMonth.of(in.readInt(), in.readByte())));
        to.add(
                23,
                Period.class,
                new Leaf<>(
                        (out, value) -> {
                            out.writeInt(value.getYears());
                            out.writeInt(value.getMonths());
                            out.writeInt(value.getDays());
                        },
                        in -> Period.of(in.readInt(), in.readInt(), in.readInt())));
    }

    private static void registerArrays(Builtins to) {
        to.add(24, byte[].class, new Leaf<byte[]>(Leaves::bytes, Leaves::bytes));
        to.add(
                25,
                boolean[].class,
                new Leaf<>(
                        (out, value) -> {
                            out.writeVarInt(value.length, true);
                            out.writeBooleans(value, 0, value.length);
                        },
                        in -> in.readBooleans(in.readCount(1))));
        to.add(
                26,
                short[].class,
                new Leaf<>(
                        (out, value) -> {
                            out.writeVarInt(value.length, true);
                            out.writeShorts(value, 0, value.length);
                        },
                        in -> in.readShorts(in.readCount(Short.BYTES))));
        to.add(
                27,
                char[].class,
                new Leaf<>(
                        (out, value) -> {
                            out.writeVarInt(value.length, true);
                            out.writeChars(value, 0, value.length);
                        },
                        in -> in.readChars(in.readCount(Character.BYTES))));
        to.add(
                28,
                int[].class,
                new Leaf<>(
                        (out, value) -> {
                            out.writeVarInt(value.length, true);
                            out.writeInts(value, 0, value.length);
                        },
                        in -> in.readInts(in.readCount(Integer.BYTES))));
        to.add(
                29,
                long[].class,
                new Leaf<>(
                        (out, value) -> {
                            out.writeVarInt(value.length, true);
                            out.writeLongs(value, 0, value.length);
                        },
                        in -> in.readLongs(in.readCount(Long.BYTES))));
        to.add(
                30,
                float[].class,
                new Leaf<>(
                        (out, value) -> {
                            out.writeVarInt(value.length, true);
                            out.writeFloats(value, 0, value.length);
                        },
                        in -> in.readFloats(in.readCount(Float.BYTES))));
        to.add(
                31,
                double[].class,
                new Leaf<>(
                        (out, value) -> {
                            out.writeVarInt(value.length, true);
                            out.writeDoubles(value, 0, value.length);
                        },
                        in -> in.readDoubles(in.readCount(Double.BYTES))));
    }

    private static void bytes(Output out, byte[] value) {
        out.writeVarInt(value.length, true);
        out.writeBytes(value);
    }

    private static byte[] bytes(BoundedInput in) {
        return in.readBytes(in.readCount(1));
    }

    private static BigInteger bigInteger(BoundedInput in) {
        return new BigInteger(bytes(in));
    }

    private static OptionalInt noInt(BoundedInput in) {
        in.readInt();
        return OptionalInt.empty();
    }

    private static OptionalLong noLong(BoundedInput in) {
        in.readLong();
        return OptionalLong.empty();
    }

    private static OptionalDouble noDouble(BoundedInput in) {
        in.readDouble();
        return OptionalDouble.empty();
    }

    private static void date(Output out, LocalDate value) {
        out.writeInt(value.getYear());
        out.writeByte(value.getMonthValue());
        out.writeByte(value.getDayOfMonth());
    }

    private static LocalDate date(BoundedInput in) {
        return LocalDate.of(in.readInt(), in.readByte(), in.readByte());
    }

    private static void time(Output out, LocalTime value) {
        out.writeLong(value.toNanoOfDay());
    }

    private static LocalTime time(BoundedInput in) {
        return LocalTime.ofNanoOfDay(in.readLong());
    }

    private static void dateTime(Output out, LocalDateTime value) {
        date(out, value.toLocalDate());
        time(out, value.toLocalTime());
    }

    private static LocalDateTime dateTime(BoundedInput in) {
        return LocalDateTime.of(date(in), time(in));
    }

    private static void offset(Output out, ZoneOffset value) {
        out.writeInt(value.getTotalSeconds());
    }

    private static ZoneOffset offset(BoundedInput in) {
        return ZoneOffset.ofTotalSeconds(in.readInt());
    }

    private static void zone(Output out, ZoneId value) {
        out.writeString(value.getId());
    }

    private static ZoneId zone(BoundedInput in) {
        return ZoneId.of(in.readString());
    }
}
