package states;

/** What each of the programs can say of itself. */
public interface Described {
    /** Returns all of the state, and how it will behave, as text. */
    String describe();
}
