package people;

final class Users extends IndexedRepository<Role, UserId, User> {
    @Override
    protected UserId keyOf(User row) {
        return row.id();
    }

    @Override
    protected Role indexOf(User row) {
        return row.role();
    }
}
