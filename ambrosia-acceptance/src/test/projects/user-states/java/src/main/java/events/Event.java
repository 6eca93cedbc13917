package events;

public record Event(long number, String topic, String text) {
    @Override
    public String toString() {
        return number + topic + "-" + text;
    }
}
