package people;

final class Projects extends Repository<String, Project> {
    @Override
    protected String keyOf(Project row) {
        return row.name();
    }
}
