package people;

public record User(UserId id, String name, Role role) {}
