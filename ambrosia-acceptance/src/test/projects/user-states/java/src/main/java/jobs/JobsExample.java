package jobs;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.Ambrosia.Deployment;
import states.Example;
import states.NaiveImmortal;

public final class JobsExample extends Example<Jobs> {
    private static final List<String> QUEUES =
            List.of("natural", "reverse", "due", "latest", "priority", "longest", "backlog");

    public JobsExample() {
        super("jobs", Jobs.class, JobsClient::of);
    }

    @Override
    public Deployment deploy(String instance) {
        return Ambrosia.deploy(instance, JobServer::new).storing(ByDue.class, ByPriority.class, Order.class);
    }

    @Override
    protected Jobs newTwin() {
        return new JobServer();
    }

    @Override
    protected Object call(Jobs to, Random random) {
        switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> to.submit(new Job(word(random), random.nextInt(4), random.nextInt(10)));
            case 4, 5 -> {
                return to.next(QUEUES.get(random.nextInt(7)));
            }
            case 6 -> {
                return to.due(random.nextInt(5));
            }
            default -> to.postpone(word(random), random.nextInt(3));
        }
        return null;
    }

    @Override
    public Map<String, Deployment> naive() {
        return Map.of(
                "jobs-comparing", Ambrosia.deploy("naive", Comparing::new),
                "jobs-then-comparing", Ambrosia.deploy("naive", ThenComparing::new),
                "jobs-not-registered", Ambrosia.deploy("naive", NotRegistered::new));
    }

    private static final class Comparing extends NaiveImmortal {
        private final PriorityQueue<Job> queue = new PriorityQueue<>(Comparator.comparing(Job::dueDay));

        @Override
        public void call() {
            queue.poll();
        }
    }

    private static final class ThenComparing extends NaiveImmortal {
        private final PriorityQueue<Job> queue = new PriorityQueue<>(new ByDue().thenComparing(new ByDue()));

        @Override
        public void call() {
            queue.poll();
        }
    }

    private static final class NotRegistered extends NaiveImmortal {
        private final PriorityQueue<Job> queue = new PriorityQueue<>(new ByDue());

        @Override
        public void call() {
            queue.poll();
        }
    }
}
