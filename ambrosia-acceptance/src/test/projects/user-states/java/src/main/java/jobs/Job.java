package jobs;

public record Job(String name, int priority, int dueDay) implements Comparable<Job> {
    @Override
    public int compareTo(Job other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name + priority + "/" + dueDay;
    }
}
