package people;

public enum Role {
    DEVELOPER,
    TESTER,
    WRITER
}
