package people;

import java.util.List;
import java.util.Optional;

public final class PeopleServer extends PeopleImmortal {
    private final Users users = new Users();
    private final Repository<String, Project> projects = new Projects(); // declared as what it extends: storing(Projects.class)
    private final List<Repository<?, ?>> all = List.of(users, projects);
    private Optional<User> latest = Optional.empty();

    @Override
    public void hire(UserId id, String name, Role role) {
        User user = new User(id, name, role);
        users.save(user);
        latest = Optional.of(user);
    }

    @Override
    public boolean dismiss(UserId id) {
        projects.all().forEach(each -> each.members().remove(id));
        return users.remove(id).isPresent();
    }

    @Override
    public void start(Project project) {
        projects.save(project);
    }

    @Override
    public void join(String project, UserId id) {
        Project found = projects.find(project).orElseThrow();
        if (users.find(id).isPresent() && found.members().size() < 10) {
            found.members().add(id);
        }
    }

    @Override
    public Page<User> page(int number) {
        return users.page(number, 3);
    }

    @Override
    public Optional<Project> project(String name) {
        return projects.find(name);
    }

    @Override
    public List<UserId> in(Role role) {
        return List.copyOf(users.with(role));
    }

    @Override
    public String describe() {
        boolean same = all.get(0) == users && all.get(1) == projects;
        return all + " " + same + " latest " + latest
                + latest.flatMap(each -> users.find(each.id())).map(each -> each == latest.get());
    }
}
