package people;

public record UserId(String letter, int number) implements Comparable<UserId> {
    @Override
    public int compareTo(UserId other) {
        int byLetter = letter.compareTo(other.letter);
        return byLetter == 0 ? Integer.compare(number, other.number) : byLetter;
    }

    @Override
    public String toString() {
        return letter + number;
    }
}
