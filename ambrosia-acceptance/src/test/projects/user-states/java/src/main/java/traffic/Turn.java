package traffic;

public enum Turn implements Rule {
    LEFT,
    RIGHT;

    @Override
    public int costs(int over) {
        return over + ordinal();
    }
}
